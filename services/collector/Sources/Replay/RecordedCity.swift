import Core
import Recordings

/// The state of a recorded city as its time goes on: the last row of each station, carried forward.
struct RecordedCity: ~Copyable {
    private let folder: RecordingFolder
    private let zone: ZoneRules
    private var nextFile = 0
    private var reader: ChangeLogReader?
    private var pending: ChangeRow?
    private var state: [String: StationRow] = [:]
    private var lastRowAt: Timestamp?
    /// A day that follows more than this after the last row starts with nothing known.
    private static let gapSeconds = 1200.0

    /// Stands before `start`, knowing what the rows of the same stretch of days before it say. Blocks its thread.
    init(folder: RecordingFolder, zone: ZoneRules, start: Timestamp) throws {
        self.folder = folder
        self.zone = zone
        try openFile(before: start)
        try advance(to: start)
    }

    /// When the last row so far was recorded; nil before the first.
    var lastReportedAt: Timestamp? { lastRowAt }

    /// Takes in every row up to and including `now`.
    mutating func advance(to now: Timestamp) throws {
        while true {
            if pending == nil { pending = try nextRow() }
            guard let row = pending, row.at <= now else { return }
            apply(row)
            pending = nil
        }
    }

    /// Every station known at the time reached.
    func rows() -> [StationRow] {
        Array(state.values)
    }

    private mutating func apply(_ row: ChangeRow) {
        if let last = lastRowAt, row.at.secondsSince(last) > Self.gapSeconds,
            RecordingFolder.day(of: row.at, zone: zone) != RecordingFolder.day(of: last, zone: zone)
        {
            state.removeAll(keepingCapacity: true)
        }
        lastRowAt = max(lastRowAt ?? row.at, row.at)
        var station = state[row.stationID] ?? Self.unreported(row.stationID, in: folder)
        station.bikes = row.bikes
        station.docksFree = row.docks
        // Feeds without a capacity: the most that was ever seen together.
        station.racks = max(station.racks ?? 0, row.total)
        station.reportedAt = row.at
        state[row.stationID] = station
    }

    private static func unreported(_ id: String, in folder: RecordingFolder) -> StationRow {
        guard let station = folder.stations[id] else { return StationRow(id: id) }
        let district = station.district.isEmpty ? nil : station.district
        return StationRow(id: id, name: station.name, district: district, location: station.location)
    }

    private mutating func nextRow() throws -> ChangeRow? {
        while true {
            if let row = try reader?.next() { return row }
            guard nextFile < folder.files.count else { return nil }
            reader = try ChangeLogReader.open(path: folder.files[nextFile])
            nextFile += 1
        }
    }

    /// Opens the last file whose first row is not after `start`.
    private mutating func openFile(before start: Timestamp) throws {
        for (index, file) in folder.files.enumerated().reversed() {
            var candidate = try ChangeLogReader.open(path: file)
            guard let first = try candidate.nextTime(), first <= start || index == 0 else { continue }
            nextFile = index
            return
        }
    }
}
