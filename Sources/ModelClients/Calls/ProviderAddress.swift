/// Where a provider is: a base URL that was checked, and the endpoints below it.
package struct ProviderAddress: Sendable {
    private static let maximumBytes = 2_048

    /// `scheme://host:port` as the setting has it: what may stand in an error or a log.
    package let origin: String
    private let segments: [Substring]

    /// Takes an http or https URL without user, query and fragment. `setting` is what the error names.
    package init(_ text: String, setting: String) throws(ProviderError) {
        func misconfigured(_ reason: String) -> ProviderError {
            ProviderError(.misconfigured, "\(setting): \(reason)")
        }
        guard text.utf8.count <= Self.maximumBytes, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw misconfigured("not a URL: it is too long or has characters that must be percent-encoded")
        }
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw misconfigured("not a URL that begins with http:// or https://")
        }
        guard !text.contains(where: { "?#\\".contains($0) }) else {
            throw misconfigured("a base URL has no query, fragment or backslash")
        }
        let parts = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard let authority = parts.first, Self.isHostAndPort(authority) else {
            throw misconfigured("the URL's host or port is malformed, or a user stands in it; keys have own settings")
        }
        origin = scheme + authority
        segments = parts.dropFirst().filter { !$0.isEmpty }
    }

    /// The URL of an endpoint such as `v1/embeddings`. A base that ends with its beginning (`…/v1`) or names it in full
    /// is taken as it is meant.
    package func url(_ endpoint: String) -> String {
        let wanted = endpoint.split(separator: "/")
        if let last = segments.last, last == wanted.last { return joined(segments) }
        let overlap = (0...min(segments.count, wanted.count)).last { segments.suffix($0) == wanted.prefix($0) } ?? 0
        return joined(segments + wanted.dropFirst(overlap))
    }

    private func joined(_ segments: [Substring]) -> String {
        ([origin] + segments.map(String.init)).joined(separator: "/")
    }

    private static func isHostAndPort(_ authority: Substring) -> Bool {
        guard !authority.contains("@") else { return false }
        var rest = authority
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return false }
            rest = authority[authority.index(after: end)...]
            let isAddress = authority[..<end].dropFirst().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
            guard isAddress else { return false }
        } else {
            rest = authority.drop { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_" }
            guard rest.startIndex > authority.startIndex else { return false }
        }
        guard rest.first == ":" else { return rest.isEmpty }
        return Int(rest.dropFirst()).map { (1...65_535).contains($0) } ?? false
    }
}
