import Compression
import Core
import FoundationEssentials

/// One row of a change log: a station's count when it reported a new one.
struct ChangeRow {
    var at: Timestamp
    var stationID: String
    var bikes: Int
    var docks: Int
    /// Racks, blocked ones included.
    var total: Int
}

/// The two formats of recorded change logs, told apart by the header line.
enum ChangeLogFormat {
    /// `timestamp,station_id,bikes,docks,total`, local time at UTC+8 (YouBike).
    case localTime
    /// `ts,station_id,bikes,docks,ebikes,bikes_disabled,docks_disabled,in_service`, Unix seconds (Bluebikes).
    case unixTime

    init?(header: String) {
        if header.hasPrefix("timestamp,station_id,bikes,docks,total") {
            self = .localTime
        } else if header.hasPrefix("ts,station_id,bikes,docks") {
            self = .unixTime
        } else {
            return nil
        }
    }

    /// IANA name of the zone the recordings of this format come from.
    var timeZone: String {
        switch self {
        case .localTime: "Asia/Taipei"
        case .unixTime: "America/New_York"
        }
    }

    /// Nil for a line that is no row.
    func row(_ line: [UInt8]) -> ChangeRow? {
        let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count >= 5, let bikes = Self.integer(fields[2]), let docks = Self.integer(fields[3]),
            bikes >= 0, docks >= 0, let at = time(fields[0])
        else { return nil }
        let id = String(decoding: fields[1], as: UTF8.self)
        switch self {
        case .localTime:
            guard let total = Self.integer(fields[4]) else { return nil }
            return ChangeRow(at: at, stationID: id, bikes: bikes, docks: docks, total: total)
        case .unixTime:
            let disabled = fields.dropFirst(5).prefix(2).compactMap { Self.integer($0) }.reduce(0, +)
            return ChangeRow(at: at, stationID: id, bikes: bikes, docks: docks, total: bikes + docks + disabled)
        }
    }

    /// The time of a line, which comes first in both formats.
    func time(_ field: ArraySlice<UInt8>) -> Timestamp? {
        switch self {
        case .localTime: ZonedTimestamp(rfc3339: field + Array("+08:00".utf8))?.instant
        case .unixTime: Self.integer(field).map { Timestamp(seconds: Int64($0)) }
        }
    }

    private static func integer(_ field: ArraySlice<UInt8>) -> Int? {
        guard !field.isEmpty, field.count < 18 else { return nil }
        var value = 0
        for byte in field {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}

/// Reads one file of a change log row by row. It blocks its thread while the disk is read.
struct ChangeLogReader: ~Copyable {
    let format: ChangeLogFormat
    private var lines: LineReader
    private var line: [UInt8] = []

    /// Goes on behind the header line, which said that the format is `format`.
    private init(lines: consuming LineReader, format: ChangeLogFormat) {
        self.format = format
        self.lines = lines
    }

    /// Opens `.csv`, `.csv.gz` or `.csv.zst`; throws for a file that is no change log.
    static func open(path: String) throws -> ChangeLogReader {
        var lines = try LineReader(path: path)
        var header: [UInt8] = []
        _ = try lines.read(into: &header)
        guard let format = ChangeLogFormat(header: String(decoding: header, as: UTF8.self)) else {
            throw RecordingError("\(path) is no change log: its header is unknown")
        }
        return ChangeLogReader(lines: lines, format: format)
    }

    /// The next row, nil at the end; lines that are no rows are passed over.
    mutating func next() throws -> ChangeRow? {
        while try lines.read(into: &line) {
            if let row = format.row(line) { return row }
        }
        return nil
    }

    /// The time of the next row without the rest of it.
    mutating func nextTime() throws -> Timestamp? {
        while try lines.read(into: &line) {
            if let time = format.time(line.prefix { $0 != UInt8(ascii: ",") }) { return time }
        }
        return nil
    }
}

/// A folder of recordings that cannot be used; the text says why.
package struct RecordingError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Nothing was recorded on the day asked for; `days` (since the epoch) are those there are.
    static func noDay(_ time: String, days: [Int]) -> RecordingError {
        let names = days.map { day in
            String(ZonedTimestamp(Timestamp(seconds: Int64(day) * 86_400), utcOffsetSeconds: 0).rfc3339.prefix(10))
        }
        return RecordingError("nothing was recorded on the day of \(time); there are \(names.joined(separator: " "))")
    }
}
