/// Which other sites' pages may read the answers. Cookies play no part: tokens are sent in `Authorization`.
package struct CORSPolicy: Sendable {
    private let origins: Set<String>
    private let isOpen: Bool

    /// Origins like `https://app.example.org`, or `*` for all; none leaves it to the browsers' own rule.
    package init(origins: [String]) {
        isOpen = origins.contains("*")
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// Whether any origin may read.
    var isOn: Bool { isOpen || !origins.isEmpty }

    /// Fields that say what the origin of a request may do, each line ended; empty when nothing is configured.
    package func lines(origin: String?) -> String {
        guard isOn else { return "" }
        let vary = isOpen ? "" : "vary: Origin\r\n"
        guard let allowed = allowedOrigin(origin) else { return vary }
        return vary + "access-control-allow-origin: \(allowed)\r\n"
            + "access-control-expose-headers: Age, Cache-Status, ETag, Link, Location, Retry-After, X-Request-ID\r\n"
    }

    /// The further fields of the answer to a preflight request; empty when the origin is not listed.
    package func preflightLines(origin: String?, methods: [String]) -> String {
        guard allowedOrigin(origin) != nil else { return "" }
        return "access-control-allow-methods: \(methods.joined(separator: ", "))\r\n"
            + "access-control-allow-headers: Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
            + "Last-Event-ID, X-Request-ID\r\naccess-control-max-age: 600\r\n"
    }

    private func allowedOrigin(_ origin: String?) -> String? {
        guard let origin else { return nil }
        if isOpen { return "*" }
        return origins.contains(origin.lowercased()) ? origin : nil
    }
}
