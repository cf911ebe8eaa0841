package import Configuration
package import FoundationEssentials

extension ConfigReader {
    /// A URL with a scheme of `schemes` and a host; the text is not repeated in the error, it may hold a password.
    package func optionalURL(_ name: String, schemes: Set<String>, isSecret: Bool = false) throws -> URL? {
        let expected = "a URL that starts with " + schemes.sorted().map { "\($0)://" }.joined(separator: " or ")
        guard let text = optionalText(name, isSecret: isSecret) else { return nil }
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), schemes.contains(scheme),
            url.host()?.isEmpty == false
        else {
            let shown = isSecret || text.contains("@") ? "the value" : "'\(text)'"
            throw ConfigurationError(key: name, problem: "\(shown) is not \(expected)")
        }
        return url
    }

    /// Like ``optionalURL(_:schemes:isSecret:)``, with a default for an absent value.
    package func url(_ name: String, default fallback: String, schemes: Set<String>) throws -> URL {
        if let url = try optionalURL(name, schemes: schemes) { return url }
        guard let url = URL(string: fallback) else {
            throw ConfigurationError(key: name, problem: "has a default that is not a URL")
        }
        return url
    }
}
