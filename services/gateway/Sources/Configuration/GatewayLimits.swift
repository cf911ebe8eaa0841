/// The bounds of connections, requests and answers.
package struct GatewayLimits: Hashable, Sendable {
    /// Of a request's head.
    package var head = HeadLimits()
    /// Longest body of a request, bytes.
    package var bodyBytes = 1 << 20
    /// The same where files are uploaded.
    package var attachmentBytes = 20 << 20

    /// How long a service may take until its answer begins.
    package var headTimeout = Duration.seconds(10)
    /// The same where a language model or a training job thinks first.
    package var slowHeadTimeout = Duration.seconds(120)
    /// How long a body may stand still once it has begun, in either direction.
    package var idleTimeout = Duration.seconds(60)
    /// How long one instance may take when another could answer instead.
    package var tryTimeout = Duration.seconds(1)
    package var connectTimeout = Duration.seconds(2)

    /// From the first byte of a request's head to its last.
    package var clientHeadTimeout = Duration.seconds(10)
    /// In so much time a body has to come, or be taken, at ``minimumBytesPerSecond`` at least.
    package var clientBodyTimeout = Duration.seconds(10)
    package var clientWriteTimeout = Duration.seconds(30)
    package var minimumBytesPerSecond = 256
    /// Between two requests.
    package var clientIdleTimeout = Duration.seconds(60)

    /// Open connections of clients.
    package var connections = 10_000
    /// Requests under way to one service.
    package var inFlight = 1024
    /// Requests that a loop has under way to one instance before others wait for their turn, see ``RequestLine``.
    package var atOnce = 24
    /// How long they wait at most.
    package var turnWait = Duration.milliseconds(200)
    /// Open event streams and tunnels.
    package var streams = 8192
    /// Connections to one instance that a loop keeps for the next requests.
    package var idleConnections = 256

    /// How old an answer may be that stands in for a service that is down; zero turns it off.
    package var staleFor = Duration.seconds(3600)
    /// Bytes of all answers kept for that, and of one.
    package var staleBytes = 64 << 20
    package var staleAnswerBytes = 4 << 20

    package init() {}

    func headTimeout(for route: ProxyRoute) -> Duration {
        route.timeout ?? (route.pace == .slow ? slowHeadTimeout : headTimeout)
    }

    func bodyBytes(for route: ProxyRoute) -> Int {
        route.body == .attachment ? attachmentBytes : bodyBytes
    }
}
