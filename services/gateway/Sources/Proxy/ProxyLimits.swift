/// The bounds of one passed-on request.
package struct ProxyLimits: Hashable, Sendable {
    /// Longest body of a request, bytes.
    package var bodyBytes: Int
    /// The same where files are uploaded.
    package var attachmentBytes: Int
    /// How long a service may take until its answer begins.
    package var headTimeout: Duration
    /// The same where a language model or a training job thinks first.
    package var slowHeadTimeout: Duration
    /// How long a body may stand still once it has begun, in either direction.
    package var idleTimeout: Duration

    package init(
        bodyBytes: Int = 1 << 20,
        attachmentBytes: Int = 20 << 20,
        headTimeout: Duration = .seconds(10),
        slowHeadTimeout: Duration = .seconds(120),
        idleTimeout: Duration = .seconds(60)
    ) {
        self.bodyBytes = bodyBytes
        self.attachmentBytes = attachmentBytes
        self.headTimeout = headTimeout
        self.slowHeadTimeout = slowHeadTimeout
        self.idleTimeout = idleTimeout
    }

    func headTimeout(for route: ProxyRoute) -> Duration {
        route.pace == .slow ? slowHeadTimeout : headTimeout
    }

    func bodyBytes(for route: ProxyRoute) -> Int {
        route.body == .attachment ? attachmentBytes : bodyBytes
    }
}
