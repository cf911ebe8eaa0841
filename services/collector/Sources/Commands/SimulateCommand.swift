package import ArgumentParser
import Core
import History
package import ServiceKit

/// `collector simulate`: writes days of the simulated city into the history.
package struct SimulateCommand: ServiceCommand {
    package static let serviceName = "collector"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write the simulated city's last days into the history."
    )

    @Option(help: "Days up to now.")
    var days = 14

    package init() {}

    package func validate() throws {
        guard (1...400).contains(days) else { throw ValidationError("--days takes 1 to 400.") }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try CollectorConfiguration(reader: runtime.reader, common: runtime.common)
        let seed = if case .simulation(let seed) = configuration.source { seed } else { UInt64(1) }
        let city = SimulatedCity(seed: seed)
        let interval = Int64(configuration.intervalSeconds)
        let end = runtime.clock.now().slotStart(intervalSeconds: interval)
        let start = end.advanced(bySeconds: -Int64(days) * 86_400)
        let progress = ProgressLine("simulating", total: days)
        let writer = SimulatedHistory(
            city: city,
            builder: SnapshotBuilder(intervalSeconds: configuration.intervalSeconds, places: .none),
            history: HistoryStore(rootPath: configuration.historyPath),
            intervalSeconds: interval
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for day in 0..<days {
                if day >= 2 { try await group.next() }
                let from = start.advanced(bySeconds: Int64(day) * 86_400)
                group.addTask {
                    try await writer.write(from: from, to: from.advanced(bySeconds: 86_400))
                    progress.step()
                }
            }
            try await group.waitForAll()
        }
        progress.finish()
    }
}

/// Writes a stretch of the simulated city, tick by tick.
struct SimulatedHistory {
    let city: SimulatedCity
    let builder: SnapshotBuilder
    let history: HistoryStore
    let intervalSeconds: Int64

    /// Ticks in `from ..< to`.
    func write(from: Timestamp, to: Timestamp) async throws {
        let source = SimulatedSource(city: city)
        var previous: LiveSnapshot?
        var tick = from
        while tick < to {
            try Task.checkCancellation()
            let reading = try await source.read(at: tick)
            let snapshot = builder.build(from: reading, source: source.name, collectedAt: tick, previous: previous)
                .snapshot
            let live = LiveSnapshot(snapshot, following: previous)
            try await history.writeSnapshot(live.document, of: snapshot)
            previous = live
            tick = tick.advanced(bySeconds: intervalSeconds)
        }
    }
}
