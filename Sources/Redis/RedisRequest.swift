import NIOCore
import Synchronization

/// A caller that waits for one reply, or for all replies of a pipeline; answered exactly once.
final class RedisRequest: Sendable {
    typealias Outcome = Result<RedisValue, RedisError>

    private enum State {
        case created
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished
        /// Finished before the caller began to wait.
        case finishedEarly(Outcome)
    }

    /// How many replies answer this request.
    let replyCount: Int
    /// Whether the replies are handed over as one array, errors included.
    let isPipeline: Bool
    /// When the caller stops waiting.
    let deadline: NIODeadline

    private let state = Mutex(State.created)

    init(replyCount: Int, isPipeline: Bool, deadline: NIODeadline) {
        self.replyCount = replyCount
        self.isPipeline = isPipeline
        self.deadline = deadline
    }

    var isFinished: Bool {
        state.withLock { state in
            switch state {
            case .created, .waiting: false
            case .finished, .finishedEarly: true
            }
        }
    }

    /// Waits for the outcome; `start` hands the request to a queue and may finish it.
    func outcome(start: (RedisRequest) -> Void, onCancel: @escaping @Sendable () -> Void) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if install(continuation) { start(self) }
            }
        } onCancel: {
            if finish(.failure(RedisError(.cancelled, "the task was cancelled"))) { onCancel() }
        }
    }

    /// Answers the caller; returns false when that was done before.
    @discardableResult
    func finish(_ outcome: Outcome) -> Bool {
        let (first, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
            switch state {
            case .created:
                state = .finishedEarly(outcome)
                return (true, nil)
            case .waiting(let continuation):
                state = .finished
                return (true, continuation)
            case .finished, .finishedEarly:
                return (false, nil)
            }
        }
        continuation?.resume(returning: outcome)
        return first
    }

    private func install(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let early = state.withLock { state -> Outcome? in
            if case .finishedEarly(let outcome) = state {
                state = .finished
                return outcome
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(returning: early) }
        return early == nil
    }
}
