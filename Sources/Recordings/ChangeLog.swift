import Compression
package import Core

/// One row of a change log: a station's count when it reported a new one.
package struct ChangeRow: Hashable, Sendable {
    package var at: Timestamp
    package var stationID: String
    package var bikes: Int
    package var docks: Int
    /// Racks, blocked ones included.
    package var total: Int
}

/// The two formats of recorded change logs, told apart by the header line.
package enum ChangeLogFormat: Sendable {
    /// `timestamp,station_id,bikes,docks,total`, local time at UTC+8 (YouBike).
    case localTime
    /// `ts,station_id,bikes,docks,ebikes,bikes_disabled,docks_disabled,in_service`, Unix seconds (Bluebikes).
    case unixTime

    package init?(header: String) {
        if header.hasPrefix("timestamp,station_id,bikes,docks,total") {
            self = .localTime
        } else if header.hasPrefix("ts,station_id,bikes,docks") {
            self = .unixTime
        } else {
            return nil
        }
    }

    /// IANA name of the zone the recordings of this format come from.
    package var timeZone: String {
        switch self {
        case .localTime: "Asia/Taipei"
        case .unixTime: "America/New_York"
        }
    }

    /// Nil for a line that is no row.
    func row(_ line: [UInt8]) -> ChangeRow? {
        var fields = ChangeLogFields(line)
        guard let at = time(&fields), let id = fields.text(), let bikes = fields.integer(),
            let docks = fields.integer(),
            let fifth = fields.integer()
        else { return nil }
        switch self {
        case .localTime:
            return ChangeRow(at: at, stationID: id, bikes: bikes, docks: docks, total: fifth)
        case .unixTime:
            let disabled = (fields.integer() ?? 0) + (fields.integer() ?? 0)
            return ChangeRow(at: at, stationID: id, bikes: bikes, docks: docks, total: bikes + docks + disabled)
        }
    }

    /// The time of a line, which comes first in both formats.
    func time(_ line: [UInt8]) -> Timestamp? {
        var fields = ChangeLogFields(line)
        return time(&fields)
    }

    private func time(_ fields: inout ChangeLogFields) -> Timestamp? {
        switch self {
        case .localTime: fields.civilTime().flatMap { Self.plausible($0 - 8 * 3600) }
        case .unixTime: fields.integer().flatMap { Self.plausible(Int64($0)) }
        }
    }

    /// A time from 1970 to 2200; nil for any other number.
    private static func plausible(_ seconds: Int64) -> Timestamp? {
        (0..<7_258_118_400).contains(seconds) ? Timestamp(seconds: seconds) : nil
    }
}

/// Takes comma-separated fields off the front of a line; a field that is not what was asked for is nil.
private struct ChangeLogFields {
    private let line: [UInt8]
    private var next = 0

    init(_ line: [UInt8]) {
        self.line = line
    }

    mutating func text() -> String? {
        let start = next
        skip()
        guard next - 1 > start else { return nil }
        return String(decoding: line[start..<next - 1], as: UTF8.self)
    }

    /// Digits only, at most 17 of them.
    mutating func integer() -> Int? {
        let start = next
        var value = 0
        while next < line.count, line[next] &- UInt8(ascii: "0") < 10, next - start < 18 {
            value = value * 10 + Int(line[next] &- UInt8(ascii: "0"))
            next += 1
        }
        let isNumber = next > start && next - start < 18 && (next == line.count || line[next] == UInt8(ascii: ","))
        skip()
        return isNumber ? value : nil
    }

    /// `2024-11-05 00:00:17` (or with a `T`) as seconds since the epoch, were it UTC.
    mutating func civilTime() -> Int64? {
        let start = next
        skip()
        guard next - 1 - start >= 19, let year = digits(start, 4), let month = digits(start + 5, 2),
            let day = digits(start + 8, 2), let hour = digits(start + 11, 2), let minute = digits(start + 14, 2),
            let second = digits(start + 17, 2), (1...12).contains(month), (1...31).contains(day), hour < 24,
            minute < 60, second < 61
        else { return nil }
        let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
        return Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    private func digits(_ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<start + count {
            let digit = line[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// Moves behind the next comma, or one beyond the end.
    private mutating func skip() {
        while next < line.count, line[next] != UInt8(ascii: ",") { next += 1 }
        next += 1
    }
}

/// Reads one file of a change log row by row. It blocks its thread while the disk is read.
package struct ChangeLogReader: ~Copyable {
    package let format: ChangeLogFormat
    private var lines: LineReader
    private var line: [UInt8] = []

    /// Goes on behind the header line, which said that the format is `format`.
    private init(lines: consuming LineReader, format: ChangeLogFormat) {
        self.format = format
        self.lines = lines
    }

    /// Opens `.csv`, `.csv.gz` or `.csv.zst`; throws for a file that is no change log.
    package static func open(path: String) throws -> ChangeLogReader {
        var lines = try LineReader(path: path)
        var header: [UInt8] = []
        _ = try lines.read(into: &header)
        guard let format = ChangeLogFormat(header: String(decoding: header, as: UTF8.self)) else {
            throw RecordingError("\(path) is no change log: its header is unknown")
        }
        return ChangeLogReader(lines: lines, format: format)
    }

    /// The next row, nil at the end; lines that are no rows are passed over.
    package mutating func next() throws -> ChangeRow? {
        while try lines.read(into: &line) {
            if let row = format.row(line) { return row }
        }
        return nil
    }

    /// The time of the next row without the rest of it.
    package mutating func nextTime() throws -> Timestamp? {
        while try lines.read(into: &line) {
            if let time = format.time(line) { return time }
        }
        return nil
    }
}

/// A folder of recordings that cannot be used; the text says why.
package struct RecordingError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// Nothing was recorded on the day asked for; `days` (since the epoch) are those there are.
    package static func noDay(_ time: String, days: [Int]) -> RecordingError {
        let names = days.map { day in
            String(ZonedTimestamp(Timestamp(seconds: Int64(day) * 86_400), utcOffsetSeconds: 0).rfc3339.prefix(10))
        }
        return RecordingError("nothing was recorded on the day of \(time); there are \(names.joined(separator: " "))")
    }
}
