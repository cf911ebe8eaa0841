package import Logging
package import Redis

/// Follows one document in Redis and hands on its bytes whenever they change.
///
/// The stream's entries wake it at once. Beside that it looks twice a second at the value's length and head, which holds
/// times and versions: that finds changes whose entry was lost, written by other programs, or wiped out with the whole
/// of Redis.
package struct DocumentFollower: Sendable {
    private let redis: RedisClient
    private let blocking: RedisClient
    private let key: String
    private let stream: String
    private let logger: Logger
    private let look: Duration

    /// Follows `key`, woken by `stream`; `blocking` is a connection of its own, for reads that wait. Unwoken, it looks
    /// once every `look`.
    package init(
        redis: RedisClient,
        blocking: RedisClient,
        key: String,
        stream: String,
        look: Duration = .milliseconds(500),
        logger: Logger
    ) {
        self.redis = redis
        self.blocking = blocking
        self.key = key
        self.stream = stream
        self.look = look
        self.logger = logger
    }

    /// Calls `onChange` with the document at start and after every change, until the task is cancelled. Nil: the key is missing.
    package func run(_ onChange: @Sendable ([UInt8]?) async -> Void) async {
        var state = State()
        while !Task.isCancelled {
            do throws(RedisError) {
                if try await mayHaveChanged(state) { try await deliverIfChanged(&state, onChange) }
                try await waitForEntry(&state)
            } catch {
                // What was written meanwhile may have been refused: whoever keeps the document looks at it anew.
                state.delivered = nil
                logger.debug("Following a document failed", metadata: ["redis.key": "\(key)", "error": "\(error)"])
                // Cancellation ends the loop at its head.
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private struct State {
        /// The document that was handed on last; nil before the first.
        var delivered: Fingerprint?
        /// Hash of all of its bytes.
        var deliveredHash = 0
        var isWoken = false
        var lastEntry = "$"
    }

    /// Tells most documents from the next without reading all of them.
    private struct Fingerprint: Equatable {
        /// Nil where the key is missing.
        let length: Int?
        let head: [UInt8]
        static let headLength = 1024

        init(length: Int?, head: [UInt8]) {
            self.length = length
            self.head = head
        }

        init(_ document: [UInt8]?) {
            self.init(length: document?.count, head: Array(document?.prefix(Self.headLength) ?? []))
        }
    }

    /// Whether the document has to be read: a quiet look costs Redis next to nothing.
    private func mayHaveChanged(_ state: State) async throws(RedisError) -> Bool {
        guard let delivered = state.delivered, !state.isWoken else { return true }
        let look = [
            RedisCommand("STRLEN", .string(key)),
            RedisCommand("GETRANGE", .string(key), 0, .integer(Fingerprint.headLength - 1)),
        ]
        let replies = try await redis.pipeline(look)
        // A key of another type: reading it tells what is wrong.
        guard let length = replies[0].int, let head = replies[1].bytes else { return true }
        // No bytes: empty or missing.
        if length == 0 { return delivered.length != nil }
        return Fingerprint(length: length, head: head) != delivered
    }

    private func deliverIfChanged(
        _ state: inout State,
        _ onChange: @Sendable ([UInt8]?) async -> Void
    ) async throws(RedisError) {
        let bytes = try await redis.get(key)
        let fingerprint = Fingerprint(bytes)
        if fingerprint == state.delivered, Self.hash(bytes) == state.deliveredHash { return }
        state.delivered = fingerprint
        await onChange(bytes)
        // Behind the delivery, which waits for nothing.
        state.deliveredHash = Self.hash(bytes)
    }

    private static func hash(_ document: [UInt8]?) -> Int {
        var hasher = Hasher()
        // All at once: an array is hashed byte by byte.
        unsafe document?.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    private func waitForEntry(_ state: inout State) async throws(RedisError) {
        let entries = try await blocking.xread(
            streams: [(stream, state.lastEntry)],
            block: look,
            count: 100
        )
        state.isWoken = entries[stream]?.last != nil
        if let last = entries[stream]?.last { state.lastEntry = last.id }
    }
}
