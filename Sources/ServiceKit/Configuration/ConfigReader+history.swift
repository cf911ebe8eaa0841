package import Configuration

extension ConfigReader {
    /// Folder of the history: `HISTORY_URL` as a path or `file://` URL, else `history` under `varDirectory`.
    package func historyPath(varDirectory: String) throws -> String {
        guard let text = optionalText("HISTORY_URL") else { return "\(varDirectory)/history" }
        if text.hasPrefix("file://") { return String(text.dropFirst("file://".count)) }
        guard !text.contains("://") else {
            throw ConfigurationError(key: "HISTORY_URL", problem: "'\(text)' is not a path or a file:// URL")
        }
        return text
    }
}
