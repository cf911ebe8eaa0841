package import HTTPTypes

/// The suite's address book: which service answers which path. A path that is not here reaches nobody.
package struct RouteTable: Sendable {
    /// First match counts.
    package let routes: [ProxyRoute]
    /// What the gateway answers itself.
    private let own: [(path: PathPattern, methods: [HTTPRequest.Method])]

    package init(routes: [ProxyRoute], own: [(pattern: String, methods: [HTTPRequest.Method])] = []) {
        self.routes = routes
        self.own = own.map { (PathPattern($0.pattern), $0.methods) }
    }

    /// The route of a canonical path, whatever the method.
    package func route(of target: RequestTarget) -> ProxyRoute? {
        routes.first { $0.path.matches(target.segments) }
    }

    /// The methods the path answers, HEAD and OPTIONS included, sorted; empty when there is nothing at it.
    package func methods(of target: RequestTarget) -> [String] {
        let found =
            routes.filter { $0.path.matches(target.segments) }.prefix(1).flatMap(\.methods)
            + own.filter { $0.path.matches(target.segments) }.flatMap(\.methods)
        guard !found.isEmpty else { return [] }
        let names = Set(found.map(\.rawValue))
        return names.union(names.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]).sorted()
    }

    /// The routes without those that a wider pattern of the table takes in as well.
    var templates: [ProxyRoute] {
        routes.filter { route in !routes.contains { $0.path.covers(route.path) } }
    }
}

extension RouteTable {
    private static let reading: [HTTPRequest.Method] = [.get]
    private static let editing: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    /// The suite's own.
    package static let standard = RouteTable(
        routes: [
            ProxyRoute("/api/stations", reading, to: .collector),
            ProxyRoute("/api/stations/{id}", reading, to: .collector),
            ProxyRoute("/api/stations/{id}/history", reading, to: .collector),
            ProxyRoute("/api/districts", reading, to: .collector),
            ProxyRoute("/api/stream", reading, to: .collector, pace: .stream),
            ProxyRoute("/gbfs/**", reading, to: .collector),

            ProxyRoute("/api/predictions", reading, to: .predictor),
            ProxyRoute("/api/predictions/{id}", reading, to: .predictor),
            ProxyRoute("/api/accuracy", reading, to: .predictor),
            ProxyRoute("/ai/models", reading, to: .predictor, pace: .slow),
            ProxyRoute("/ai/reload-model", [.post], to: .predictor, pace: .slow),
            ProxyRoute("/ai/retrain", [.post], to: .predictor, pace: .slow),
            ProxyRoute("/ai/retrain/{job}", reading, to: .predictor, pace: .slow),
            ProxyRoute("/ai/rollback", [.post], to: .predictor, pace: .slow),

            ProxyRoute("/api/chat", [.post], to: .ragAPI, pace: .slow),
            ProxyRoute("/api/search", reading, to: .ragAPI),
            ProxyRoute("/api/documents", editing, to: .ragAPI),
            ProxyRoute("/api/documents/**", editing, to: .ragAPI),

            ProxyRoute("/api/board/posts/{post}/attachments", editing, to: .boardAPI, body: .attachment),
            ProxyRoute("/api/board/posts/{post}/attachments/**", editing, to: .boardAPI, body: .attachment),
            ProxyRoute("/api/board/posts", editing, to: .boardAPI),
            ProxyRoute("/api/board/posts/**", editing, to: .boardAPI),
            ProxyRoute("/api/auth/**", editing, to: .boardAPI),
        ],
        own: [
            ("/", reading), ("/assets/**", reading), ("/api/status", reading), ("/api/openapi.json", reading),
            ("/health", reading), ("/health/live", reading), ("/health/ready", reading), ("/metrics", reading),
        ]
    )
}
