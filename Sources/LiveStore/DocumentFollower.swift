package import Logging
package import Redis

/// Follows one document in Redis and hands on its bytes whenever they change.
///
/// The stream's entries wake it at once. Beside that it compares the value's SHA-1, taken inside Redis, twice a second: that finds
/// changes whose entry was lost, written by other programs, or wiped out with the whole of Redis.
package struct DocumentFollower: Sendable {
    private let redis: RedisClient
    private let blocking: RedisClient
    private let key: String
    private let stream: String
    private let logger: Logger
    private static let pollMilliseconds = 500

    /// Follows `key`, woken by `stream`; `blocking` is a connection of its own, for reads that wait.
    package init(redis: RedisClient, blocking: RedisClient, key: String, stream: String, logger: Logger) {
        self.redis = redis
        self.blocking = blocking
        self.key = key
        self.stream = stream
        self.logger = logger
    }

    /// Calls `onChange` with the document at start and after every change, until the task is cancelled. Nil: the key is missing.
    package func run(_ onChange: @Sendable ([UInt8]?) async -> Void) async {
        var state = State()
        while !Task.isCancelled {
            do throws(RedisError) {
                try await deliverIfChanged(&state, onChange)
                try await waitForEntry(&state)
            } catch {
                // What was written meanwhile may have been refused: whoever keeps the document looks at it anew.
                state.hasDelivered = false
                logger.debug("Following a document failed", metadata: ["redis.key": "\(key)", "error": "\(error)"])
                // Cancellation ends the loop at its head.
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private struct State {
        var deliveredDigest: String?
        var hasDelivered = false
        var lastEntry = "$"
    }

    private func deliverIfChanged(
        _ state: inout State,
        _ onChange: @Sendable ([UInt8]?) async -> Void
    ) async throws(RedisError) {
        let digest = try await redis.eval(Self.digestScript, keys: [key], arguments: []).string
        if state.hasDelivered, digest == state.deliveredDigest { return }
        let bytes = digest == nil ? nil : try await redis.get(key)
        state.deliveredDigest = bytes == nil ? nil : digest
        state.hasDelivered = true
        await onChange(bytes)
    }

    private func waitForEntry(_ state: inout State) async throws(RedisError) {
        let entries = try await blocking.xread(
            streams: [(stream, state.lastEntry)],
            block: .milliseconds(Self.pollMilliseconds),
            count: 100
        )
        if let last = entries[stream]?.last { state.lastEntry = last.id }
    }

    private static let digestScript = RedisScript(
        "local value = redis.call('GET', KEYS[1]) if value then return redis.sha1hex(value) end return false"
    )
}
