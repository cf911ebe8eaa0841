import FoundationEssentials

/// A file of `KEY=value` lines, the settings of a checkout on one's own machine.
enum EnvironmentFile {
    /// The variables of the file, none when there is no such file; the last of several lines with one key counts.
    ///
    /// Empty lines, lines that start with `#` and lines without `=` are passed over; quotes around a value go.
    static func variables(atPath path: String) throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ConfigurationError(key: path, problem: "cannot be read: \(error)")
        }
        var variables: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingSpaces()
            guard !line.hasPrefix("#"), let separator = line.firstIndex(of: "=") else { continue }
            let key = line[..<separator].trimmingSpaces()
            let value = line[line.index(after: separator)...].trimmingSpaces()
            if !key.isEmpty { variables[key] = unquoted(value) }
        }
        return variables
    }

    private static func unquoted(_ value: String) -> String {
        guard value.count >= 2, let quote = value.first, quote == value.last, quote == "\"" || quote == "'" else {
            return value
        }
        return String(value.dropFirst().dropLast())
    }
}
