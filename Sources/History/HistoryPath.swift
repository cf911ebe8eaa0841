package import Core

/// What the history keeps.
package enum HistoryCollection: String, Sendable {
    /// Stations as they were: the fields of `realtime:station:{id}`, one line a station.
    case snapshots
    /// Forecasts beside the counts that came true, one line a station.
    case forecasts
}

/// Where a file of the history stands, as Hive partitions that DuckDB, Athena and Spark read:
/// `snapshots/source=seoul/dt=2026-11-22/hour=09/1795338000.ndjson.gz` (UTC).
package struct HistoryPath: Hashable, Sendable {
    package let collection: HistoryCollection
    package let source: String
    package let at: Timestamp

    package init(collection: HistoryCollection, source: String, at: Timestamp) {
        self.collection = collection
        self.source = source
        self.at = at
    }

    /// The file's path below the history's root.
    package var relativePath: String {
        "\(HistoryPath.hourFolder(collection, source: source, hourStart: at))/\(at.seconds).ndjson.gz"
    }

    /// `collection/source=…`, the source made fit for a folder's name.
    static func sourceFolder(_ collection: HistoryCollection, source: String) -> String {
        "\(collection.rawValue)/source=\(folderName(source))"
    }

    /// The folder of the hour that `hourStart` lies in.
    static func hourFolder(_ collection: HistoryCollection, source: String, hourStart: Timestamp) -> String {
        let time = CivilTime(hourStart, utcOffsetSeconds: 0)
        let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
        return "\(sourceFolder(collection, source: source))/dt=\(date)/hour=\(padded(time.hour, 2))"
    }

    /// Letters, digits, dot, hyphen and underscore stay; anything else becomes a hyphen, so that no source can leave its folder.
    package static func folderName(_ source: String) -> String {
        let safe = source.unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_": Character(scalar)
            default: "-"
            }
        }
        return safe.isEmpty ? "unknown" : String(safe)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
