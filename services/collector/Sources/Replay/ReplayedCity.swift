import Blocking
import Core
import Recordings
import Synchronization

/// A recorded city played by the suite's clock, read on a thread of its own.
final class ReplayedCity: Sendable {
    let name: String
    let timeZone: String
    private let zone: ZoneRules
    private let state: Mutex<State>
    private let builder: SnapshotBuilder
    private let clock: WallClock

    private struct State: ~Copyable {
        var recorded: RecordedCity
        var live: LiveSnapshot?
    }

    /// Opens the folder and reads up to what the clock shows. Blocks its thread.
    init(folder: RecordingFolder, zone: ZoneRules, clock: WallClock, intervalSeconds: Int) throws {
        name = folder.name
        timeZone = folder.format.timeZone
        self.zone = zone
        self.clock = clock
        builder = SnapshotBuilder(intervalSeconds: intervalSeconds, places: .none)
        state = Mutex(State(recorded: try RecordedCity(folder: folder, zone: zone, start: clock.now())))
    }

    /// The city at the clock's time; a feed of which nothing was recorded for 20 minutes stands still, with its true time.
    func snapshot() async throws -> LiveSnapshot? {
        try await runBlocking { [self] in
            try state.withLock { state in try advance(&state) }
        }
    }

    private func advance(_ state: inout State) throws -> LiveSnapshot? {
        let now = clock.now()
        // One picture for all files and pages that are asked for within ten seconds of the recording.
        let tick = now.slotStart(intervalSeconds: 10)
        if let live = state.live, live.snapshot.observedAt == tick { return live }
        try state.recorded.advance(to: tick)
        guard let lastReport = state.recorded.lastReportedAt else { return nil }
        let observedAt = tick.secondsSince(lastReport) > 1200 ? lastReport : tick
        if let live = state.live, live.snapshot.observedAt == observedAt { return live }
        let reading = SourceReading(
            observedAt: observedAt,
            utcOffsetSeconds: zone.utcOffsetSeconds(at: observedAt),
            rows: state.recorded.rows()
        )
        let built = builder.build(from: reading, source: "replay-\(name)", collectedAt: now, previous: state.live)
        let live = LiveSnapshot(built.snapshot, following: state.live)
        state.live = live
        return live
    }
}
