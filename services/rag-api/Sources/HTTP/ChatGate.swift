package import Blocking
import ServiceKit

/// Limits how many questions are answered at the same time; some more wait, the rest are told to come back.
package struct ChatGate: Sendable {
    private struct Seat: Sendable {}
    private let seats: ResourcePool<Seat>
    private let waiters: Int
    private static let retryAfter = 5

    package init(
        limits: ResourcePoolLimits = ResourcePoolLimits(maximum: 32, maximumWaiters: 64, leaseTimeout: .seconds(10))
    ) {
        seats = ResourcePool(limits: limits, operations: .init(open: { Seat() }))
        waiters = limits.maximumWaiters
    }

    /// Whether the next question would be told to come back.
    package var isFull: Bool {
        let statistics = seats.statistics
        return statistics.active >= statistics.maximum && statistics.pending >= waiters
    }

    /// What a client is told that comes to a full house.
    static var full: Problem { .unavailable("Too many questions are being answered.", retryAfter: retryAfter) }

    /// Runs `body` when it is its turn. Throws ``Problem``: 503 when too many wait, or for too long.
    package func enter<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await seats.withResource { _ in try await body() }
        } catch is BlockingError {
            throw Self.full
        }
    }
}
