package import HTTPTypes

/// The suite's address book: which service answers which path. A path that is not here reaches nobody.
package struct RouteTable: Sendable {
    /// The first that has the path and takes the method counts.
    package let routes: [ProxyRoute]
    /// What the gateway answers itself.
    private let own: [OwnPath]

    private struct OwnPath: Sendable {
        let pattern: String
        let path: PathPattern
        let methods: [HTTPRequest.Method]
    }

    package init(routes: [ProxyRoute], own: [(pattern: String, methods: [HTTPRequest.Method])] = []) {
        self.routes = routes
        self.own = own.map { OwnPath(pattern: $0.pattern, path: PathPattern($0.pattern), methods: $0.methods) }
    }

    /// With further routes before the others: they count first.
    package func adding(_ further: [ProxyRoute]) -> RouteTable {
        RouteTable(routes: further + routes, own: own)
    }

    private init(routes: [ProxyRoute], own: [OwnPath]) {
        self.routes = routes
        self.own = own
    }

    /// What is wrong with each of further routes, by its place: it would take a path of the gateway's own, or nothing at all.
    package func problems(of further: [ProxyRoute]) -> [(index: Int, problem: String)] {
        further.enumerated().compactMap { index, route in
            if let taken = own.first(where: { $0.path.meets(route.path) }) {
                return (index, "path '\(route.pattern)' would take \(taken.pattern), which the gateway answers itself")
            }
            let earlier = further[..<index].firstIndex { earlier in
                earlier.path.covers(route.path) && Set(earlier.methods).isSuperset(of: route.methods)
            }
            return earlier.map { (index, "routes[\($0)] takes all that path '\(route.pattern)' could") }
        }
    }

    /// Where a path leads.
    package enum Match: Equatable, Sendable {
        /// To the service of this route, by its place in ``routes``.
        case route(Int)
        /// To the gateway itself.
        case own
        case nothing
    }

    /// Where the canonical path in `bytes` leads, whatever the method.
    func match(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> Match {
        for index in routes.indices where routes[index].path.matches(bytes, from: start, to: end) {
            return .route(index)
        }
        for entry in own where entry.path.matches(bytes, from: start, to: end) { return .own }
        return .nothing
    }

    /// The first route behind `index` that the path leads to as well and that takes `method`.
    package func route(behind index: Int, of target: RequestTarget, answering method: HTTPRequest.Method) -> Int? {
        let path = target.path
        return routes.indices.first {
            $0 > index && routes[$0].answers(method) && routes[$0].path.matches(path.span, from: 0, to: path.count)
        }
    }

    package func match(_ target: RequestTarget) -> Match {
        let path = target.path
        return match(path.span, from: 0, to: path.count)
    }

    /// The route of a canonical path, whatever the method.
    package func route(of target: RequestTarget) -> ProxyRoute? {
        if case .route(let index) = match(target) { return routes[index] }
        return nil
    }

    /// The methods the path answers, HEAD and OPTIONS included, sorted; empty when there is nothing at it.
    package func methods(of target: RequestTarget) -> [String] {
        let path = target.path
        let found =
            routes.filter { $0.path.matches(path.span, from: 0, to: path.count) }.flatMap(\.methods)
            + own.filter { $0.path.matches(path.span, from: 0, to: path.count) }.flatMap(\.methods)
        guard !found.isEmpty else { return [] }
        let names = Set(found.map(\.rawValue))
        return names.union(names.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]).sorted()
    }
}

extension RouteTable {
    private static let reading: [HTTPRequest.Method] = [.get]
    private static let editing: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    /// The suite's own.
    package static let standard = RouteTable(
        routes: [
            ProxyRoute("/api/stations", reading, to: .collector, staysUsable: true),
            ProxyRoute("/api/stations/{id}", reading, to: .collector, staysUsable: true),
            ProxyRoute("/api/stations/{id}/history", reading, to: .collector, staysUsable: true),
            ProxyRoute("/api/districts", reading, to: .collector, staysUsable: true),
            ProxyRoute("/api/stream", reading, to: .collector, pace: .stream),
            ProxyRoute("/gbfs/**", reading, to: .collector, staysUsable: true),

            ProxyRoute("/api/predictions", reading, to: .predictor, staysUsable: true),
            ProxyRoute("/api/predictions/{id}", reading, to: .predictor, staysUsable: true),
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

            ProxyRoute(
                "/api/board/posts/{post}/attachments",
                editing,
                to: .boardAPI,
                body: .attachment,
                isGuarded: true
            ),
            ProxyRoute(
                "/api/board/posts/{post}/attachments/**",
                editing,
                to: .boardAPI,
                body: .attachment,
                isGuarded: true
            ),
            ProxyRoute("/api/board/posts", editing, to: .boardAPI, isGuarded: true),
            ProxyRoute("/api/board/posts/**", editing, to: .boardAPI, isGuarded: true),
            ProxyRoute("/api/board/comments", reading, to: .boardAPI),
            ProxyRoute("/api/auth/**", editing, to: .boardAPI),
        ],
        own: [
            ("/", reading), ("/assets/**", reading), ("/api/status", reading), ("/api/openapi.json", reading),
            ("/health", reading), ("/health/live", reading), ("/health/ready", reading), ("/metrics", reading),
        ]
    )
}
