/// The host names requests may be for.
package struct HostRules: Sendable {
    private let exact: Set<String>
    private let suffixes: [String]

    /// `example.org`, or `*.example.org` for every name below; none at all allows any.
    package init(_ hosts: [String]) {
        let hosts = hosts.map { $0.lowercased() }
        exact = Set(hosts.filter { !$0.hasPrefix("*.") })
        suffixes = hosts.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst()) }
    }

    /// Whether a request for `authority` (host, with or without port) is answered.
    package func allows(_ authority: String?) -> Bool {
        guard !exact.isEmpty || !suffixes.isEmpty else { return true }
        guard let authority else { return false }
        let host = Self.host(authority)
        return exact.contains(host) || suffixes.contains { host.hasSuffix($0) && host.count > $0.count }
    }

    private static func host(_ authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("[") {
            return text.firstIndex(of: "]").map { String(text[...$0]) } ?? text
        }
        return String(text.prefix { $0 != ":" })
    }
}
