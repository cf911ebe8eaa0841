package import Core
package import History
import Synchronization

/// The days of a source in the history store.
///
/// A tick's state is the last snapshot at or before it, on the same day and not older than the distance between ticks.
package final class HistoryDays: CityDays, Sendable {
    package let source: String
    package let calendar: HolidayCalendar
    package let tickMinutes: Int
    private let folder: HistoryFolder
    private let folderSource: String
    private let entries: [HistoryEntry]
    private let utcOffsetSeconds: Int
    private let places = Mutex<[String: Coordinate]>([:])

    /// The snapshots of `source` (as its folder is named) in `from ..< to`; throws when there are none that can be
    /// read. Blocks its thread.
    package init(
        folder: HistoryFolder,
        source folderSource: String,
        from: Timestamp,
        to: Timestamp,
        tickMinutes: Int,
        calendar: HolidayCalendar?
    ) throws {
        self.folder = folder
        self.folderSource = folderSource
        self.tickMinutes = tickMinutes
        entries = folder.entries(.snapshots, source: folderSource, from: from, to: to)
        guard let newest = Self.newest(entries, in: folder) else {
            throw TrainingError(
                "the history has no snapshots of \(folderSource) that can be read in the time asked for"
            )
        }
        source = newest.source
        utcOffsetSeconds = newest.frame.utcOffsetSeconds
        self.calendar = calendar ?? Self.calendar(utcOffsetSeconds: utcOffsetSeconds)
    }

    /// The calendar of the country that an offset from UTC most likely means here: Korea's where nothing else is said.
    private static func calendar(utcOffsetSeconds: Int) -> HolidayCalendar {
        switch utcOffsetSeconds {
        case 32_400: .kr
        case 28_800: .tw
        case -18_000, -14_400: .us
        default: .none
        }
    }

    /// The columns that are read leave the names away.
    package var stationNames: [String: String] { [:] }

    package func days() throws -> [Int] {
        var days: [Int] = []
        for entry in entries {
            let day = localDay(entry.at)
            if days.last != day { days.append(day) }
        }
        return days
    }

    /// Without the last day, unless it was seen to its end.
    package func wholeDays() throws -> [Int] {
        let days = try days()
        guard let last = entries.last, let day = days.last else { return days }
        let seconds = last.at.seconds + Int64(utcOffsetSeconds) - Int64(day) * 86_400
        return seconds >= 86_400 - 1800 ? days : days.dropLast()
    }

    /// The newest snapshot that can be read, of the last fifty.
    private static func newest(
        _ entries: [HistoryEntry],
        in folder: HistoryFolder
    ) -> (frame: CityFrame, source: String)? {
        for entry in entries.suffix(50).reversed() {
            var reader = HistoryFrameReader(index: StationIndex())
            if let read = try? reader.frame(folder.lines(entry), at: entry.at) { return read }
        }
        return nil
    }

    package func locations(_ index: borrowing StationIndex) -> [Coordinate?] {
        places.withLock { places in index.ids.map { places[$0] } }
    }

    package func read(
        _ days: ClosedRange<Int>,
        index: inout StationIndex,
        _ body: (CityDay, borrowing StationIndex) throws -> Void
    ) throws {
        var reader = HistoryFrameReader(index: index)
        var day: CityDay?
        for entry in wanted(days) {
            let local = localDay(entry.at)
            if let finished = day, finished.day != local {
                index = reader.index
                places.withLock { $0.merge(reader.places) { $1 } }
                try body(finished.withSegments, index)
                day = nil
            }
            // A file that cannot be read is a missing snapshot, as one that was never written.
            guard let read = try? reader.frame(folder.lines(entry), at: entry.at), read.source == source else {
                continue
            }
            var open = day ?? CityDay(day: local, tickMinutes: tickMinutes)
            open.frames[tick(entry.at)] = read.frame
            day = open
        }
        index = reader.index
        places.withLock { $0.merge(reader.places) { $1 } }
        if let day { try body(day.withSegments, index) }
    }

    /// The last entry at or before each tick of `days`.
    private func wanted(_ days: ClosedRange<Int>) -> [HistoryEntry] {
        var wanted: [HistoryEntry] = []
        for entry in entries where days.contains(localDay(entry.at)) && tick(entry.at) < 1440 / tickMinutes {
            if let last = wanted.last, localDay(last.at) == localDay(entry.at), tick(last.at) == tick(entry.at) {
                wanted[wanted.count - 1] = entry
            } else {
                wanted.append(entry)
            }
        }
        return wanted
    }

    private func localDay(_ time: Timestamp) -> Int {
        Int((time.seconds + Int64(utcOffsetSeconds)).floorDivided(by: 86_400))
    }

    /// The first tick of the day at or after `time`; beyond the day's last tick there is none.
    private func tick(_ time: Timestamp) -> Int {
        let seconds = Int(time.seconds + Int64(utcOffsetSeconds)) - localDay(time) * 86_400
        return (seconds + tickMinutes * 60 - 1) / (tickMinutes * 60)
    }
}

extension CityDay {
    /// The same day with its gaps counted: a stretch of more than 20 minutes without a frame.
    fileprivate var withSegments: CityDay {
        var day = self
        var segment: Int32 = 0
        var last: Timestamp?
        for tick in frames.indices {
            if let frame = frames[tick] {
                if let last, frame.at.secondsSince(last) > Double(SnapshotGap.evidenceLimitSeconds) { segment += 1 }
                last = frame.at
            }
            day.segments[tick] = segment
        }
        return day
    }
}

/// Reads the columns of a snapshot from its lines in the history and passes over the rest.
private struct HistoryFrameReader {
    private(set) var index: StationIndex
    private(set) var places: [String: Coordinate] = [:]

    init(index: StationIndex) {
        self.index = index
    }

    /// Nil for a file without stations.
    mutating func frame(_ lines: [UInt8], at time: Timestamp) throws -> (frame: CityFrame, source: String)? {
        var reader = JSONReader(lines)
        var frame: CityFrame?
        var source = ""
        while !reader.isAtEnd {
            var row = Row()
            try row.read(&reader)
            guard let id = row.id, let bikes = row.bikes, let station = index.insert(id) else { continue }
            var open = frame ?? CityFrame(at: time, utcOffsetSeconds: row.utcOffsetSeconds, stationCount: index.count)
            frame = nil
            open.grow(to: max(index.count, open.stationCount))
            open.bikes[Int(station)] = Float(max(0, bikes))
            open.docksFree[Int(station)] = Float(max(0, row.docksFree ?? max(0, row.racks - bikes)))
            open.racks[Int(station)] = Float(max(0, row.racks))
            frame = open
            if places[id] == nil { places[id] = Coordinate(checkedLatitude: row.latitude, longitude: row.longitude) }
            source = row.source
        }
        return frame.map { ($0, source) }
    }

    private struct Row {
        var id: String?
        var bikes: Int?
        var docksFree: Int?
        var racks = 0
        var latitude: Double?
        var longitude: Double?
        var utcOffsetSeconds = 0
        var source = ""

        mutating func read(_ reader: inout JSONReader) throws(JSONError) {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case Self.idKey: id = try reader.readString()
                case Self.bikesKey: bikes = try reader.readInt()
                case Self.docksKey: docksFree = try reader.readInt()
                case Self.racksKey: racks = try reader.readInt()
                case Self.latitudeKey: latitude = try reader.readLooseDouble()
                case Self.longitudeKey: longitude = try reader.readLooseDouble()
                case Self.sourceKey: source = try reader.readString()
                case Self.collectedKey:
                    let text = try reader.readStringBytes()
                    utcOffsetSeconds = Self.offset(text)
                default: try reader.skipValue()
                }
            }
        }

        /// Of `2024-11-05T00:00:17+08:00`, or `Z`.
        private static func offset(_ text: ArraySlice<UInt8>) -> Int {
            let tail = text.suffix(6).map { Int($0) - 48 }
            guard tail.count == 6, text.last != UInt8(ascii: "Z") else { return 0 }
            let seconds = (tail[1] * 10 + tail[2]) * 3600 + (tail[4] * 10 + tail[5]) * 60
            return text.suffix(6).first == UInt8(ascii: "-") ? -seconds : seconds
        }

        private static let idKey = JSONKey("station_id")
        private static let bikesKey = JSONKey("bikes")
        private static let docksKey = JSONKey("docks_free")
        private static let racksKey = JSONKey("racks")
        private static let latitudeKey = JSONKey("lat")
        private static let longitudeKey = JSONKey("lon")
        private static let sourceKey = JSONKey("source")
        private static let collectedKey = JSONKey("collected_at")
    }
}
