import Blocking

/// A number of places; who finds none free waits a little, with nothing in memory yet.
struct Slots: Sendable {
    private let places: ResourcePool<Void>

    init(_ count: Int) {
        places = ResourcePool(
            limits: ResourcePoolLimits(maximum: count, maximumWaiters: 64, leaseTimeout: .seconds(5)),
            operations: .init(open: {})
        )
    }

    /// Runs `body` in one of the places; throws `BlockingError` when none came free.
    func withSlot<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await places.withResource { _ in try await body() }
    }
}
