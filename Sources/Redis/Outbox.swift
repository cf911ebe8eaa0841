import NIOCore

/// Encoded commands that wait to be written, and what is pending in all; a value guarded by `CommandQueue`.
struct Outbox {
    enum Availability {
        /// A connection is being made for the first time since the last one: commands may wait for it.
        case connecting
        /// A connection takes commands.
        case connected
        /// The last attempt to connect failed: commands fail at once.
        case down(RedisError)
        /// The client does not run any more.
        case stopped
    }

    struct Entry {
        let request: RedisRequest
        let byteCount: Int
        /// When the request fails if no connection has taken it.
        let giveUpAt: NIODeadline
        /// Whether only the connection of now may take it.
        let isBound: Bool
    }

    /// A request that is part of a transaction: only good while what was watched before it is still watched.
    struct WatchUse {
        /// The ``watchGeneration`` in which the transaction began.
        let generation: Int
        /// Whether it ends with `EXEC`, behind which nothing is watched any more.
        let endsWatch: Bool
    }

    struct Batch {
        var buffer: ByteBuffer
        var entries: [Entry]
    }

    /// Who has to be told about an appended command.
    enum Wake: Equatable {
        case nobody
        case connection
        case expiry(NIODeadline)
    }

    var availability = Availability.connecting
    var statistics = RedisStatistics()
    /// Whether the connection, or the expiry timer, is going to look at the outbox anyway.
    var isWatched = false
    /// Whether requests among the entries may have been finished already.
    var hasFinished = false

    private(set) var batch = Batch(buffer: ByteBuffer(), entries: [])
    /// Another number means that Redis may have stopped watching: after `EXEC`, and on a new connection.
    private(set) var watchGeneration = 0
    private var pendingCommands = 0
    private var pendingBytes = 0

    var isEmpty: Bool { batch.entries.isEmpty }

    /// Encodes commands behind those already held; throws when they may not wait or a limit is reached.
    mutating func append(
        _ commands: some Collection<RedisCommand>,
        sizeBound: Int,
        request: RedisRequest,
        giveUpAt: NIODeadline,
        watch: WatchUse?,
        configuration: RedisConfiguration
    ) throws(RedisError) -> Wake {
        try checkAvailability()
        if let watch, watch.generation != watchGeneration { throw .watchEnded }
        guard
            pendingCommands + request.replyCount <= configuration.maximumPendingCommands,
            pendingBytes + sizeBound <= configuration.maximumPendingBytes
        else {
            throw RedisError(.tooManyPending, "\(pendingCommands) commands of \(pendingBytes) bytes are unanswered")
        }
        if watch?.endsWatch == true { watchGeneration += 1 }
        let start = batch.buffer.writerIndex
        batch.buffer.reserveCapacity(minimumWritableBytes: sizeBound)
        for command in commands { batch.buffer.writeCommand(command) }
        let byteCount = batch.buffer.writerIndex - start
        batch.entries.append(Entry(request: request, byteCount: byteCount, giveUpAt: giveUpAt, isBound: watch != nil))
        pendingCommands += request.replyCount
        pendingBytes += byteCount
        statistics.commands += request.replyCount
        return wake(added: byteCount, giveUpAt: giveUpAt)
    }

    /// Everything held, to be written; the pending counts stay until `settle`.
    mutating func take() -> Batch {
        removeFinished()
        defer { batch = Batch(buffer: ByteBuffer(), entries: []) }
        return batch
    }

    /// Fails the requests that waited too long for a connection or for their turn to be written.
    mutating func expire(now: NIODeadline) -> NIODeadline? {
        let isConnected = if case .connected = availability { true } else { false }
        var next: NIODeadline?
        for entry in batch.entries {
            let limit = isConnected ? entry.request.deadline : entry.giveUpAt
            guard limit <= now else {
                next = min(next ?? limit, limit)
                continue
            }
            let error = isConnected ? RedisError.timedOut : RedisError(.notConnected, "no connection within the wait")
            if entry.request.finish(.failure(error)), isConnected { statistics.timeouts += 1 }
            hasFinished = true
        }
        removeFinished()
        return next
    }

    /// A new connection takes what is held, without the transactions begun on the one before.
    mutating func connected() {
        availability = .connected
        isWatched = true
        statistics.connects += 1
        watchGeneration += 1
        for entry in batch.entries where entry.isBound {
            entry.request.finish(.failure(.watchEnded))
            hasFinished = true
        }
        removeFinished()
    }

    /// Fails everything held.
    mutating func failAll(_ error: RedisError) {
        for entry in batch.entries { entry.request.finish(.failure(error)) }
        hasFinished = true
        removeFinished()
    }

    /// Commands have been answered or given up.
    mutating func settle(_ answered: InFlightQueue.Answered) {
        pendingCommands -= answered.commands
        pendingBytes -= answered.bytes
    }

    private func checkAvailability() throws(RedisError) {
        switch availability {
        case .connecting, .connected: return
        case .down(let error): throw RedisError(.notConnected, error.description, underlying: error)
        case .stopped: throw RedisError(.notConnected, "the client is not running")
        }
    }

    private mutating func wake(added: Int, giveUpAt: NIODeadline) -> Wake {
        guard case .connected = availability else {
            guard !isWatched else { return .nobody }
            isWatched = true
            return .expiry(giveUpAt)
        }
        let threshold = CoalescingPolicy.byteThreshold
        let bytes = batch.buffer.readableBytes
        let crossesThreshold = bytes >= threshold && bytes - added < threshold
        guard !isWatched || crossesThreshold else { return .nobody }
        isWatched = true
        return .connection
    }

    /// Drops the bytes of requests nobody waits for any more; rare, so the others may be copied.
    private mutating func removeFinished() {
        guard hasFinished else { return }
        hasFinished = false
        var rest = Batch(buffer: ByteBuffer(), entries: [])
        for entry in batch.entries {
            guard let bytes = batch.buffer.readSlice(length: entry.byteCount) else { continue }
            if entry.request.isFinished {
                settle(.init(commands: entry.request.replyCount, bytes: entry.byteCount))
            } else {
                rest.buffer.writeImmutableBuffer(bytes)
                rest.entries.append(entry)
            }
        }
        batch = rest
    }
}
