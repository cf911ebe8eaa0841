package import Core

/// When polls are due: once a slot, slots counted from the epoch by the suite's clock.
package struct SlotSchedule: Sendable {
    package let intervalSeconds: Int64
    private let clock: WallClock

    package init(intervalSeconds: Int, clock: WallClock) {
        self.intervalSeconds = Int64(intervalSeconds)
        self.clock = clock
    }

    /// Start of the slot that is now.
    package var current: Timestamp {
        clock.now().slotStart(intervalSeconds: intervalSeconds)
    }

    /// End of a slot, which is the start of the next.
    package func end(of slot: Timestamp) -> Timestamp {
        slot.advanced(bySeconds: intervalSeconds)
    }

    /// Real time that is left of a slot; zero when it is over.
    package func remaining(of slot: Timestamp) -> Duration {
        clock.realDuration(seconds: end(of: slot).secondsSince(clock.now()))
    }

    /// Real time that a whole slot takes.
    package var slotDuration: Duration {
        clock.realDuration(seconds: Double(intervalSeconds))
    }

    /// Waits for the end of a slot.
    package func waitForEnd(of slot: Timestamp) async throws {
        try await clock.sleep(until: end(of: slot))
    }
}
