package import Core
import FoundationEssentials

/// A folder with recorded days: the files of a change log in order, and the table of its stations.
package struct RecordingFolder: Sendable {
    /// The folder's own name, e.g. `taipei`.
    package let name: String
    package let files: [String]
    package let format: ChangeLogFormat
    /// What the station table says, by station id.
    package let stations: [String: Station]

    /// Throws when there is no change log in the folder. Blocks its thread.
    package init(path: String) throws {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
            throw RecordingError("\(path) is no folder; give --data the folder with recorded days")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let logs = names.filter { name in
            !name.contains("_stations") && [".csv", ".csv.zst", ".csv.gz"].contains { name.hasSuffix($0) }
        }
        guard let first = logs.first else {
            throw RecordingError("\(path) holds no change log (*.csv, *.csv.gz, *.csv.zst)")
        }
        files = logs.map { "\(path)/\($0)" }
        format = try ChangeLogReader.open(path: "\(path)/\(first)").format
        name = URL(filePath: path).standardizedFileURL.lastPathComponent
        let table = names.first { $0.hasSuffix("_stations.csv") }
        stations = try table.map { try StationTable.read("\(path)/\($0)") } ?? [:]
    }

    /// The local days (days since the epoch) that have rows, ascending. Reads every file.
    package func days(zone: ZoneRules) throws -> [Int] {
        var days: Set<Int> = []
        for file in files {
            var reader = try ChangeLogReader.open(path: file)
            var seen: Int64?
            while let time = try reader.nextTime() {
                // A day is looked up once an hour of rows at the most.
                let hour = time.seconds / 3600
                guard hour != seen else { continue }
                seen = hour
                days.insert(Self.day(of: time, zone: zone))
            }
        }
        return days.sorted()
    }

    /// Midnight, local time, of the first day of the longest run of days without a gap.
    package func longestRunStart(zone: ZoneRules) throws -> Int {
        let days = try days(zone: zone)
        guard var best = days.first else { throw RecordingError("the recording \(name) has no rows") }
        var bestLength = 1
        var start = best
        for (previous, day) in zip(days, days.dropFirst()) {
            if day != previous + 1 { start = day }
            if day - start + 1 > bestLength { (best, bestLength) = (start, day - start + 1) }
        }
        return best
    }

    /// The local day of `time`, in days since the epoch.
    package static func day(of time: Timestamp, zone: ZoneRules) -> Int {
        Int((time.seconds + Int64(zone.utcOffsetSeconds(at: time))).floorDivided(by: 86_400))
    }
}

/// `*_stations.csv` with a header: `sno,sna,sarea,latitude,longitude,…`.
enum StationTable {
    static func read(_ path: String) throws -> [String: Station] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var lines = text.split(whereSeparator: \.isNewline).makeIterator()
        let header = CSV.fields(lines.next() ?? "")
        let column = { (names: [String]) in header.firstIndex { names.contains($0) } }
        guard let id = column(["sno", "station_id"]), let name = column(["sna", "name"]),
            let latitude = column(["latitude", "lat"]), let longitude = column(["longitude", "lon"])
        else { throw RecordingError("\(path) lacks a column: sno, sna, latitude, longitude are needed") }
        let district = column(["sarea", "gu", "district"])
        var stations: [String: Station] = [:]
        while let line = lines.next() {
            let fields = CSV.fields(line)
            guard fields.count > max(id, name, latitude, longitude) else { continue }
            stations[fields[id]] = Station(
                id: fields[id],
                name: fields[name].split(separator: "_", maxSplits: 1).last.map(String.init) ?? fields[name],
                district: district.flatMap { fields.count > $0 ? fields[$0] : nil } ?? "",
                location: Coordinate(checkedLatitude: Double(fields[latitude]), longitude: Double(fields[longitude])),
                racks: 0
            )
        }
        return stations
    }
}

/// Comma-separated values of one line (RFC 4180), quotes allowed, no line breaks inside them.
enum CSV {
    static func fields(_ line: Substring) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        return fields + [field]
    }
}
