import Core
import PredictorService

/// A small city whose riders follow a daily rhythm, in days on the ten-minute grid.
struct SyntheticCity: CityDays {
    var source = "synthetic"
    var calendar = HolidayCalendar.tw
    var tickMinutes = 10
    var stationCount = 40
    var dayCount = 16
    /// Monday, 2024-11-18.
    var firstDay = 20_045
    var seed: UInt64 = 7
    /// Flows are multiplied by this, to make a city that behaves differently.
    var liveliness = 1.0

    var stationNames: [String: String] { [:] }

    func days() throws -> [Int] { Array(firstDay..<firstDay + dayCount) }

    func locations(_ index: borrowing StationIndex) -> [Coordinate?] {
        index.ids.map { id in
            guard let number = Int(id.dropFirst(2)), number != 3 else { return nil }
            return Coordinate(
                latitude: 25 + Double(number % 8) * 0.004,
                longitude: 121.5 + Double(number / 8) * 0.005
            )
        }
    }

    func read(
        _ days: ClosedRange<Int>,
        index: inout StationIndex,
        _ body: (CityDay, borrowing StationIndex) throws -> Void
    ) throws {
        for day in try self.days() where days.contains(day) {
            for station in 0..<stationCount { _ = index.insert("S-\(station)") }
            try body(frames(of: day, index: index), index)
        }
    }

    /// The same day for the same seed, whatever was read before.
    func frames(of day: Int, index: borrowing StationIndex) -> CityDay {
        var generator = SeededGenerator(state: seed &+ UInt64(day))
        var city = CityDay(day: day, tickMinutes: tickMinutes)
        var bikes = (0..<stationCount).map { Int(generator.next() % 12) + $0 % 7 }
        for tick in city.frames.indices {
            let minute = tick * tickMinutes
            let time = Timestamp(seconds: Int64(day) * 86_400 + Int64(minute) * 60 - 28_800)
            var frame = CityFrame(at: time, utcOffsetSeconds: 28_800, stationCount: index.count)
            for station in 0..<stationCount {
                bikes[station] = next(bikes[station], station: station, minute: minute, &generator)
                guard let row = index.row(of: "S-\(station)").map(Int.init) else { continue }
                frame.bikes[row] = Float(bikes[station])
                frame.docksFree[row] = Float(max(0, 20 - bikes[station]))
                frame.racks[row] = 20
                if station % 2 == 0 { frame.reportedAt[row] = UInt32(clamping: time.seconds - Int64(station * 7)) }
            }
            city.frames[tick] = frame
        }
        return city
    }

    private func next(_ bikes: Int, station: Int, minute: Int, _ generator: inout SeededGenerator) -> Int {
        let unit = Double(generator.next() >> 11) * 0x1p-53
        let isMorning = (7 * 60..<10 * 60).contains(minute)
        let isEvening = (17 * 60..<20 * 60).contains(minute)
        let tide = (isMorning ? 1.0 : isEvening ? -1.0 : 0) * (station % 2 == 0 ? 1 : -1)
        let up = (0.15 + max(0, tide) * 0.35) * liveliness
        let down = (0.15 + max(0, -tide) * 0.35) * liveliness
        if unit > 0.997 { return min(20, bikes + 9) }
        if unit < up { return min(24, bikes + 1) }
        return unit < up + down ? max(0, bikes - 1) : bikes
    }
}
