import Synchronization

/// Tells when the tasks that were ready to run at the time of asking have had their turn.
///
/// Ready tasks of one priority run in order, so a task made ready now runs after them.
final class TaskTurn: Sendable {
    private let continuation = Mutex<AsyncStream<Void>.Continuation?>(nil)

    /// Calls `onTurn` after every `ask()` until the task is cancelled.
    func run(onTurn: () -> Void) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.continuation.withLock { $0 = continuation }
        for await _ in stream { onTurn() }
        self.continuation.withLock { $0 = nil }
    }

    /// Asks for the next turn.
    func ask() {
        continuation.withLock { _ = $0?.yield() }
    }
}
