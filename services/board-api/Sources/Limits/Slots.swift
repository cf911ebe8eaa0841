import ServiceKit
import Synchronization

/// A number of places; who finds none free is refused at once instead of waiting with a large body in memory.
final class Slots: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) {
        free = Mutex(count)
    }

    /// Runs `body` in one of the places; throws 503 when all are taken.
    func withSlot<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isTaken = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isTaken else { throw Problem.unavailable("Too many files are on their way; try again.", retryAfter: 2) }
        defer { free.withLock { $0 += 1 } }
        return try await body()
    }
}
