import HummingbirdCore
import NIOCore

/// The bounds of the HTTP server.
enum ServerLimits {
    /// Bytes of a request target; longer ones answer 414, beyond the size of a header field 431.
    static let targetLength = 8192
    /// An idle or stalled connection is closed after this.
    static let idleTimeout = TimeAmount.seconds(60)
    /// Open connections; more wait in the listen queue.
    static let connections = 10_000
    /// Under the 30 s a container is given to stop.
    static let gracefulShutdown = Duration.seconds(20)
    /// Bytes of one header field and of all, and their number.
    static let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: 16 * 1024,
        maxHeaderListSize: 32 * 1024,
        maxHeaderFieldCount: 100
    )
}
