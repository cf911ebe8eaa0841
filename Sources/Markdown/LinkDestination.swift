/// Where a link may go: the web, a mailbox, or a path of this site.
enum LinkDestination {
    private static let schemes = ["http://", "https://", "mailto:"]

    static func isAllowed(_ destination: String) -> Bool {
        // Browsers drop tabs and line feeds inside a scheme and take a backslash for a slash.
        guard !destination.isEmpty, destination.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
        else { return false }
        if destination.hasPrefix("/") { return !destination.hasPrefix("//") }
        if destination.hasPrefix("#") { return true }
        let lowered = destination.lowercased()
        return schemes.contains { lowered.hasPrefix($0) }
    }
}
