package import HTTPTypes

/// Which other sites' pages may read the answers. Cookies play no part: tokens are sent in `Authorization`.
package struct CORSPolicy: Sendable {
    private let origins: Set<String>
    private let isOpen: Bool

    /// Origins like `https://app.example.org`, or `*` for all; none leaves it to the browsers' own rule.
    package init(origins: [String]) {
        isOpen = origins.contains("*")
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// Adds what the origin of `request` may do; nothing when it is not listed.
    package func decorate(_ fields: inout HTTPFields, for request: HTTPFields) {
        guard isOpen || !origins.isEmpty else { return }
        if !isOpen { fields.append(HTTPField(name: .vary, value: "Origin")) }
        guard let allowed = allowedOrigin(request[.origin]) else { return }
        fields[.accessControlAllowOrigin] = allowed
        fields[.accessControlExposeHeaders] = "ETag, Location, Retry-After, X-Request-ID"
    }

    /// The further fields of the answer to a preflight request; nil when the origin is not listed.
    package func preflight(for request: HTTPFields, methods: [String]) -> HTTPFields? {
        guard request[.accessControlRequestMethod] != nil, allowedOrigin(request[.origin]) != nil else { return nil }
        return [
            .accessControlAllowMethods: methods.joined(separator: ", "),
            .accessControlAllowHeaders:
                "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, X-Request-ID",
            .accessControlMaxAge: "600",
        ]
    }

    private func allowedOrigin(_ origin: String?) -> String? {
        guard let origin else { return nil }
        if isOpen { return "*" }
        return origins.contains(origin.lowercased()) ? origin : nil
    }
}
