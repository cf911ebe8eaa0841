package import Core

/// The times that calls go by; tests bring their own.
package struct ProviderClock: Sendable {
    /// For limits and pauses.
    package var now: @Sendable () -> ContinuousClock.Instant
    /// For people.
    package var wallNow: @Sendable () -> Timestamp
    package var sleep: @Sendable (Duration) async throws -> Void

    /// A clock of the parts given.
    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        wallNow: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.wallNow = wallNow
        self.sleep = sleep
    }

    /// The machine's own.
    package static let real = ProviderClock(
        now: { .now },
        wallNow: { WallClock.realNow() },
        sleep: { try await Task.sleep(for: $0) }
    )
}
