/// The limits of a `ResourcePool`.
package struct ResourcePoolLimits: Hashable, Sendable {
    /// Resources that exist at the same time.
    package var maximum: Int
    /// Callers that may wait for one; the next is refused at once.
    package var maximumWaiters: Int
    /// How long a caller waits.
    package var leaseTimeout: Duration
    /// A resource that lay idle for longer is checked before it is lent.
    package var checkAfterIdle: Duration

    /// Creates limits; `maximum` counts at least one.
    package init(
        maximum: Int,
        maximumWaiters: Int = 256,
        leaseTimeout: Duration = .seconds(5),
        checkAfterIdle: Duration = .seconds(30)
    ) {
        self.maximum = max(1, maximum)
        self.maximumWaiters = max(0, maximumWaiters)
        self.leaseTimeout = leaseTimeout
        self.checkAfterIdle = checkAfterIdle
    }
}

/// What a `ResourcePool` is doing, for its metrics.
package struct ResourcePoolStatistics: Hashable, Sendable {
    /// Resources that are lent or being opened.
    package var active: Int
    /// Resources that lie idle.
    package var idle: Int
    /// Callers that wait.
    package var pending: Int
    /// Resources that may exist.
    package var maximum: Int

    /// Creates a snapshot of the four numbers.
    package init(active: Int, idle: Int, pending: Int, maximum: Int) {
        self.active = active
        self.idle = idle
        self.pending = pending
        self.maximum = maximum
    }

    /// Of two pools together.
    package static func + (one: Self, other: Self) -> Self {
        Self(
            active: one.active + other.active,
            idle: one.idle + other.idle,
            pending: one.pending + other.pending,
            maximum: one.maximum + other.maximum
        )
    }
}
