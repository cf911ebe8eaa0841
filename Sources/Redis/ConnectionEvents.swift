import Synchronization

/// The readers that want to know of each new connection.
final class ConnectionEvents: Sendable {
    private struct State {
        var nextID = 0
        var readers: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// A stream that begins with one element when `isConnected`; unread elements become one.
    func subscribe(isConnected: () -> Bool) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextID += 1
            state.readers[state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        if isConnected() { continuation.yield() }
        return stream
    }

    func publish() {
        for reader in state.withLock({ Array($0.readers.values) }) { reader.yield() }
    }

    /// Ends every stream.
    func finish() {
        for reader in state.withLock({ Array($0.readers.values) }) { reader.finish() }
    }

    private func remove(_ id: Int) {
        state.withLock { _ = $0.readers.removeValue(forKey: id) }
    }
}
