package import Core
package import Recordings

/// The days of a folder with change logs; a tick's state is the last row at or before it on the same day.
package struct RecordedDays: CityDays {
    private let folder: RecordingFolder
    private let zone: ZoneRules
    package let source: String
    package let tickMinutes: Int
    package let calendar: HolidayCalendar

    /// Ticks lie as far apart as the recording's polls, 5 or 10 minutes.
    package init(
        folder: RecordingFolder,
        zone: ZoneRules,
        source: String? = nil,
        calendar: HolidayCalendar? = nil
    ) {
        self.folder = folder
        self.source = source ?? folder.name
        self.zone = zone
        self.calendar = calendar ?? HolidayCalendar(timeZone: folder.format.timeZone)
        tickMinutes = folder.format == .unixTime ? 5 : 10
    }

    package var stationNames: [String: String] { folder.stations.mapValues(\.name) }

    /// The days there are; those after a pause of more than a year are taken for rows with a wrong date.
    package func days() throws -> [Int] {
        try folder.days(zone: zone).reduce(into: []) { days, day in
            if let last = days.last, day - last > 366 { return }
            days.append(day)
        }
    }

    package func locations(_ index: borrowing StationIndex) -> [Coordinate?] {
        index.ids.map { folder.stations[$0]?.location }
    }

    package func read(
        _ days: ClosedRange<Int>,
        index: inout StationIndex,
        _ body: (CityDay, borrowing StationIndex) throws -> Void
    ) throws {
        var assembler = DayAssembler(zone: zone, tickMinutes: tickMinutes)
        for file in folder.files {
            var reader = try ChangeLogReader.open(path: file)
            while let row = try reader.next() {
                let day = assembler.day(of: row.at)
                if day < days.lowerBound { continue }
                if day > days.upperBound { continue }
                if let finished = assembler.add(row, day: day, index: &index) { try body(finished, index) }
            }
        }
        if let finished = assembler.finish() { try body(finished, index) }
    }
}

/// Turns rows in the order of time into the frames of one day after the other.
private struct DayAssembler {
    private static let gapSeconds: Int64 = 1200

    private let zone: ZoneRules
    private let tickMinutes: Int
    private var current: CityDay?
    private var state = CityFrame(at: Timestamp(seconds: 0), utcOffsetSeconds: 0, stationCount: 0)
    private var midnight: Int64 = 0
    private var offset = 0
    private var nextTick = 0
    private var segment: Int32 = 0
    private var lastRowAt: Int64 = 0
    private var hour: (start: Int64, day: Int) = (.min, 0)

    init(zone: ZoneRules, tickMinutes: Int) {
        self.zone = zone
        self.tickMinutes = tickMinutes
    }

    /// The local day of a time; looked up once an hour.
    mutating func day(of time: Timestamp) -> Int {
        let start = time.seconds / 3600
        if hour.start != start { hour = (start, RecordingFolder.day(of: time, zone: zone)) }
        return hour.day
    }

    /// Takes a row; returns the day before when the row begins a new one. Rows of days gone by are left out.
    mutating func add(_ row: ChangeRow, day: Int, index: inout StationIndex) -> CityDay? {
        var finished: CityDay?
        if current?.day != day {
            if let current, day < current.day { return nil }
            finished = finish()
            begin(day, at: row.at)
        }
        emit(before: row.at.seconds)
        if row.at.seconds - lastRowAt > Self.gapSeconds, lastRowAt > 0 { segment += 1 }
        lastRowAt = max(lastRowAt, row.at.seconds)
        if let station = index.insert(row.stationID) { set(Int(station), row) }
        return finished
    }

    mutating func finish() -> CityDay? {
        guard current != nil else { return nil }
        emit(before: min(midnight + 86_400, lastRowAt + Self.gapSeconds))
        defer { current = nil }
        return current
    }

    private mutating func begin(_ day: Int, at time: Timestamp) {
        current = CityDay(day: day, tickMinutes: tickMinutes)
        offset = zone.utcOffsetSeconds(at: time)
        midnight = Int64(day) * 86_400 - Int64(offset)
        nextTick = 0
        segment = 0
        lastRowAt = 0
        state = CityFrame(at: time, utcOffsetSeconds: offset, stationCount: state.stationCount)
    }

    /// Writes the frames of the ticks before `seconds`, the time of the next row; none in a gap.
    private mutating func emit(before seconds: Int64) {
        guard var day = current else { return }
        current = nil
        while nextTick < day.frames.count {
            let tick = midnight + Int64(nextTick * tickMinutes * 60)
            guard tick < seconds else { break }
            if lastRowAt > 0, tick >= lastRowAt, seconds - lastRowAt <= Self.gapSeconds {
                day.frames[nextTick] = state.stamped(Timestamp(seconds: tick))
                day.segments[nextTick] = segment
            }
            nextTick += 1
        }
        current = day
    }

    private mutating func set(_ station: Int, _ row: ChangeRow) {
        state.grow(to: station + 1)
        state.bikes[station] = Float(row.bikes)
        state.docksFree[station] = Float(row.docks)
        state.racks[station] = Float(row.total)
        state.reportedAt[station] = UInt32(clamping: row.at.seconds)
    }
}

extension CityFrame {
    /// The same columns at another time.
    func stamped(_ time: Timestamp) -> CityFrame {
        var frame = CityFrame(at: time, utcOffsetSeconds: utcOffsetSeconds, stationCount: 0)
        frame.bikes = bikes
        frame.docksFree = docksFree
        frame.racks = racks
        frame.reportedAt = reportedAt
        return frame
    }

    /// Makes room for `count` stations, of which the new ones are unknown.
    mutating func grow(to count: Int) {
        guard count > stationCount else { return }
        let new = count - stationCount
        bikes += repeatElement(.nan, count: new)
        docksFree += repeatElement(.nan, count: new)
        racks += repeatElement(.nan, count: new)
        reportedAt += repeatElement(0, count: new)
    }
}
