package import ArgumentParser
import Blocking
import Core
import History
import Recordings
package import ServiceKit

/// `collector import`: recorded change logs → history.
package struct ImportCommand: ServiceCommand {
    package static let serviceName = "collector"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write recorded change logs into the history, a snapshot every COLLECT_INTERVAL.",
        discussion: "The source is named import-FOLDER unless --source says otherwise. Days without rows are left out."
    )

    @Option(help: "Folder with change logs (*.csv, *.csv.gz, *.csv.zst) and *_stations.csv.")
    var data: String

    @Option(help: "Name of the source in the history.")
    var source: String?

    @Option(help: "First day, e.g. 2024-05-21.")
    var from: String?

    @Option(help: "Last day, e.g. 2024-05-28.")
    var to: String?

    package init() {}

    package func validate() throws {
        for day in [from, to].compactMap(\.self) where Self.day(day) == nil {
            throw ValidationError("'\(day)' is not a day like 2024-05-21.")
        }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try CollectorConfiguration(reader: runtime.reader, common: runtime.common)
        let path = data
        let folder = try await runBlocking { try RecordingFolder(path: path) }
        guard let zone = await ZoneDirectory().rules(folder.format.timeZone) else {
            throw RecordingError("the time zone \(folder.format.timeZone) is not installed (Debian package tzdata)")
        }
        let first = from.flatMap(Self.day) ?? .min
        let last = to.flatMap(Self.day) ?? .max
        let days = try await runBlocking { try folder.days(zone: zone) }.filter { $0 >= first && $0 <= last }
        guard !days.isEmpty else { throw RecordingError("no recorded day lies in the range asked for") }
        let importer = DayImporter(
            folder: folder,
            zone: zone,
            source: source ?? "import-\(folder.name)",
            history: HistoryStore(rootPath: configuration.historyPath),
            intervalSeconds: Int64(configuration.intervalSeconds)
        )
        let progress = ProgressLine("importing \(folder.name)", total: days.count)
        for day in days {
            try await importer.importDay(day)
            progress.step()
        }
        progress.finish()
    }

    private static func day(_ text: String) -> Int? {
        ZonedTimestamp(rfc3339: "\(text)T00:00:00Z").map { Int($0.instant.seconds / 86_400) }
    }
}

/// Writes one local day of a recording into the history.
struct DayImporter {
    let folder: RecordingFolder
    let zone: ZoneRules
    let source: String
    let history: HistoryStore
    let intervalSeconds: Int64

    /// A stretch of days begins with the stations that report first; ticks are kept once this share of them is known.
    private static let completeShare = 0.8

    /// Ticks of the day at which something had been recorded on the same day, none across gaps over 20 minutes.
    func importDay(_ day: Int) async throws {
        let noon = Timestamp(seconds: Int64(day) * 86_400 + 43_200)
        let midnight = Timestamp(seconds: Int64(day) * 86_400 - Int64(zone.utcOffsetSeconds(at: noon)))
        let builder = SnapshotBuilder(intervalSeconds: Int(intervalSeconds), places: .none)
        var previous: LiveSnapshot?
        let readings = try await readings(of: midnight)
        let complete = Double(readings.map(\.rows.count).max() ?? 0) * Self.completeShare
        for reading in readings.drop(while: { Double($0.rows.count) < complete }) {
            try Task.checkCancellation()
            let snapshot = builder.build(
                from: reading,
                source: source,
                collectedAt: reading.observedAt,
                previous: previous
            ).snapshot
            let live = LiveSnapshot(snapshot, following: previous)
            try await history.writeSnapshot(live.document, of: snapshot)
            previous = live
        }
    }

    private func readings(of midnight: Timestamp) async throws -> [SourceReading] {
        let (folder, zone, interval) = (folder, zone, intervalSeconds)
        return try await runBlocking {
            var city = try RecordedCity(folder: folder, zone: zone, start: midnight.advanced(bySeconds: -1))
            var readings: [SourceReading] = []
            for tick in stride(from: midnight.seconds, to: midnight.seconds + 86_400, by: Int(interval)) {
                let now = Timestamp(seconds: tick)
                try city.advance(to: now)
                guard let last = city.lastReportedAt, last >= midnight, now.secondsSince(last) <= 1200 else { continue }
                let offset = zone.utcOffsetSeconds(at: now)
                readings.append(SourceReading(observedAt: now, utcOffsetSeconds: offset, rows: city.rows()))
            }
            return readings
        }
    }
}
