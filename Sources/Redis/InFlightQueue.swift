import DequeModule
import NIOCore

/// The requests written to one connection, answered strictly in order.
struct InFlightQueue {
    private struct Entry {
        let request: RedisRequest
        let byteCount: Int
        let writtenAt: NIODeadline
        var isWaitedFor = true
    }

    /// Commands and bytes that are no longer pending.
    struct Answered {
        var commands = 0
        var bytes = 0
    }

    /// A request and the reply its caller is to have.
    struct Completion {
        let request: RedisRequest
        let value: RedisValue
        let byteCount: Int
    }

    /// What a look at the clock found.
    struct Overdue {
        var timeouts = 0
        /// The oldest request is unanswered for so long that nothing behind it will be answered either.
        var isStuck = false
        /// When to look again; nil when nothing is in flight.
        var next: NIODeadline?
    }

    private var entries: Deque<Entry> = []
    /// The replies of the oldest request so far, when it is a pipeline.
    private var replies: [RedisValue] = []

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    mutating func append(_ request: RedisRequest, byteCount: Int, now: NIODeadline) {
        entries.append(Entry(request: request, byteCount: byteCount, writtenAt: now))
    }

    /// Takes a reply for the oldest request; returns the request when it is answered in full.
    mutating func deliver(_ value: RedisValue) throws(RedisError) -> Completion? {
        guard let head = entries.first else { throw RedisError(.protocolViolation, "a reply without a command") }
        guard head.request.isPipeline else {
            entries.removeFirst()
            return Completion(request: head.request, value: value, byteCount: head.byteCount)
        }
        if replies.isEmpty { replies.reserveCapacity(head.request.replyCount) }
        replies.append(value)
        guard replies.count == head.request.replyCount else { return nil }
        entries.removeFirst()
        defer { replies = [] }
        return Completion(request: head.request, value: .array(replies), byteCount: head.byteCount)
    }

    /// Fails the callers whose time is up. Their replies are still awaited, so that none goes to another caller.
    mutating func expire(now: NIODeadline, stuckAfter limit: TimeAmount) -> Overdue {
        var overdue = Overdue()
        for index in entries.indices where entries[index].isWaitedFor {
            let request = entries[index].request
            if request.deadline > now {
                overdue.next = min(overdue.next ?? request.deadline, request.deadline)
                continue
            }
            entries[index].isWaitedFor = false
            if request.finish(.failure(.timedOut)) { overdue.timeouts += 1 }
        }
        if let head = entries.first {
            // A short limit of one command must not cost the others their connection.
            let stuckAt = max(head.request.deadline, head.writtenAt + limit)
            overdue.isStuck = stuckAt <= now
            overdue.next = min(overdue.next ?? stuckAt, stuckAt)
        }
        return overdue
    }

    /// Fails every request, because the connection is gone.
    mutating func failAll(_ error: RedisError) -> Answered {
        var answered = Answered()
        for entry in entries {
            entry.request.finish(.failure(error))
            answered.commands += entry.request.replyCount
            answered.bytes += entry.byteCount
        }
        entries.removeAll()
        replies = []
        return answered
    }
}

extension RedisError {
    static let timedOut = RedisError(.timeout, "no reply within the command's time limit")
}
