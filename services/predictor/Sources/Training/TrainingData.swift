package import Core
package import History
import Recordings

/// Where days of a city are read from.
package enum TrainingData {
    /// Opens a folder with change logs, or with a history (`snapshots/source=…`, or a folder above it that is named
    /// `history`). `source` chooses among several in a history. Blocks its thread.
    ///
    /// `needsFiveMinutes`: whether ticks of five minutes are wanted where the data have them.
    package static func open(
        path: String,
        source: String?,
        calendar: HolidayCalendar?,
        needsFiveMinutes: Bool,
        zone: (String) throws -> ZoneRules?
    ) throws -> any CityDays {
        for root in [path, "\(path)/history"] {
            let folder = HistoryFolder(rootPath: root)
            let sources = folder.sources(.snapshots)
            guard !sources.isEmpty else { continue }
            return try history(
                folder,
                source: try choose(source, of: sources),
                calendar: calendar,
                fine: needsFiveMinutes
            )
        }
        let recording = try RecordingFolder(path: path)
        guard let rules = try zone(recording.format.timeZone) else {
            throw RecordingError("the time zone \(recording.format.timeZone) is not installed (Debian package tzdata)")
        }
        return RecordedDays(folder: recording, zone: rules, source: source, calendar: calendar)
    }

    /// All days of a source in a history.
    package static func history(
        _ folder: HistoryFolder,
        source: String,
        calendar: HolidayCalendar?,
        fine: Bool,
        from: Timestamp = Timestamp(seconds: 0),
        to: Timestamp = Timestamp(seconds: 1 << 40)
    ) throws -> HistoryDays {
        try HistoryDays(
            folder: folder,
            source: source,
            from: from,
            to: to,
            tickMinutes: fine ? 5 : 10,
            calendar: calendar
        )
    }

    private static func choose(_ source: String?, of sources: [String]) throws -> String {
        let names = sources.joined(separator: ", ")
        if let source {
            guard sources.contains(source) else {
                throw TrainingError("the history has no source \(source), only \(names)")
            }
            return source
        }
        guard sources.count == 1, let only = sources.first else {
            throw TrainingError("the history has several sources; choose one with --source: \(names)")
        }
        return only
    }
}
