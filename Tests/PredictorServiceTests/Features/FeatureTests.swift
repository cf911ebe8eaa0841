import Core
import GradientBoosting
import PredictorService
import Testing

/// Features must be the same for training and serving, and know nothing of what comes later.
@Suite
struct FeatureTests {
    private let city = SyntheticCity()

    private struct Prepared {
        var index = StationIndex()
        var days: [CityDay] = []
        /// What is usual on each day, learned from the days before it.
        var usual: [UsualCity] = []
        var geometry: CityGeometry
    }

    private func prepare() throws -> Prepared {
        var index = StationIndex()
        var days: [CityDay] = []
        try city.read(city.firstDay...city.firstDay + 11, index: &index) { day, _ in days.append(day) }
        var learned = LearnedCity(calendar: city.calendar)
        var usual: [UsualCity] = []
        for day in days {
            usual.append(learned.usual(on: day.day, stationCount: index.count))
            learned.learn(day: day.day, frames: day.tenMinuteFrames)
        }
        return Prepared(index: index, days: days, usual: usual, geometry: CityGeometry(city.locations(index)))
    }

    private func rows(_ builder: FeatureBuilder, _ recent: RecentFrames, minutes: Int) throws -> [Float] {
        let features = try #require(builder.features(recent))
        return features.columns(minutes: minutes, rows: features.knownRows).values
    }

    @Test
    func `a thousand random moments give the same rows step by step and from scratch`() throws {
        let prepared = try prepare()
        var generator = SeededGenerator(state: 42)
        var moments: [Int: Set<Int>] = [:]
        while moments.values.map(\.count).reduce(0, +) < 1000 {
            moments[Int(generator.next() % 12), default: []].insert(Int(generator.next() % 144))
        }
        var compared = 0
        for (day, ticks) in moments {
            let builder = FeatureBuilder(usual: prepared.usual[day], geometry: prepared.geometry)
            // From scratch: what is usual is learned anew from the days before, and only the last hours are read.
            var learned = LearnedCity(calendar: city.calendar)
            for before in prepared.days[..<day] { learned.learn(day: before.day, frames: before.tenMinuteFrames) }
            let scratch = FeatureBuilder(
                usual: learned.usual(on: prepared.days[day].day, stationCount: prepared.index.count),
                geometry: CityGeometry(city.locations(prepared.index))
            )
            var recent = RecentFrames()
            for tick in 0..<144 {
                guard let frame = prepared.days[day].frames[tick] else { continue }
                recent.append(frame)
                guard ticks.contains(tick) else { continue }
                var fresh = RecentFrames()
                for step in max(0, tick - 18)...tick {
                    if let frame = prepared.days[day].frames[step] { fresh.append(frame) }
                }
                let minutes = ForecastHorizons.minutes[tick % 5]
                let stepwise = try rows(builder, recent, minutes: minutes)
                let anew = try rows(scratch, fresh, minutes: minutes)
                #expect(stepwise.map(\.bitPattern) == anew.map(\.bitPattern), "day \(day), tick \(tick)")
                compared += stepwise.count / FeatureOrder.count
            }
        }
        #expect(compared == 1000 * city.stationCount)
    }

    @Test
    func `frames from after the moment change nothing`() throws {
        let prepared = try prepare()
        var other = city
        other.seed = 99
        let builder = FeatureBuilder(usual: prepared.usual[5], geometry: prepared.geometry)
        var recent = RecentFrames()
        for tick in 0...60 { if let frame = prepared.days[5].frames[tick] { recent.append(frame) } }
        let before = try rows(builder, recent, minutes: 10)
        // The same moment in a city whose later days and hours are different.
        var learned = LearnedCity(calendar: city.calendar)
        for day in prepared.days[..<5] { learned.learn(day: day.day, frames: day.tenMinuteFrames) }
        let usual = learned.usual(on: prepared.days[5].day, stationCount: prepared.index.count)
        learned.learn(
            day: city.firstDay + 5,
            frames: other.frames(of: city.firstDay + 5, index: prepared.index).tenMinuteFrames
        )
        let after = try rows(FeatureBuilder(usual: usual, geometry: prepared.geometry), recent, minutes: 10)
        #expect(before.map(\.bitPattern) == after.map(\.bitPattern))
    }

    @Test
    func `features are what their names say`() throws {
        let prepared = try prepare()
        let day = prepared.days[4]
        let builder = FeatureBuilder(usual: prepared.usual[4], geometry: prepared.geometry)
        var recent = RecentFrames()
        for tick in 0...100 { if let frame = day.frames[tick] { recent.append(frame) } }
        let features = try #require(builder.features(recent))
        for row in 0..<prepared.index.count {
            let counts = (0...18).map { day.frames[100 - $0]?.bikes[row] ?? .nan }
            let steps = zip(counts, counts.dropFirst()).map { $0 - $1 }
            let rides = steps.filter { abs($0) < 8 }
            #expect(features[.bikes][row] == counts[0])
            #expect(features[.change30][row] == counts[0] - counts[3])
            #expect(features[.change180][row] == counts[0] - counts[18])
            #expect(features[.arrivals60][row] == steps.prefix(6).filter { abs($0) < 8 && $0 > 0 }.reduce(0, +))
            #expect(features[.departures180][row] == -rides.filter { $0 < 0 }.reduce(0, +))
            #expect(features[.trucksIn180][row] == steps.filter { $0 >= 8 }.reduce(0, +))
            #expect(features[.aboveLowest60][row] == counts[0] - (counts[0...6].min() ?? 0))
            let sinceChange = steps.firstIndex { $0 != 0 }.map { Float($0) * 10 } ?? 180
            #expect(features[.sinceChange][row] == sinceChange)
            #expect(features[.minuteOfDay][row] == 1000)
            let expectedAge: Float? = row % 2 == 0 ? Float(row * 7) / 60 : nil
            #expect(expectedAge.map { abs(features[.reportAge][row] - $0) < 0.01 } ?? features[.reportAge][row].isNaN)
        }
        // The station without a place has no neighbours.
        #expect(features[.nearChange30][3].isNaN)
        #expect(features[.nearChange30][10].isFinite)
    }

    @Test
    func `a station that is missing now has no row, and missing hours are missing values`() throws {
        let prepared = try prepare()
        let builder = FeatureBuilder(usual: prepared.usual[3], geometry: prepared.geometry)
        var recent = RecentFrames()
        var frame = try #require(prepared.days[3].frames[50])
        frame.bikes[7] = .nan
        recent.append(frame)
        let features = try #require(builder.features(recent))
        #expect(features.knownRows == (0..<40).filter { $0 != 7 })
        #expect(features[.change10].count { $0.isNaN } == 40)
        #expect(features[.arrivals180].count { $0.isNaN } == 40)
    }

    @Test
    func `what is usual is learned by kind of day`() throws {
        let prepared = try prepare()
        var learned = LearnedCity(calendar: city.calendar)
        for day in prepared.days { learned.learn(day: day.day, frames: day.tenMinuteFrames) }
        let monday = learned.usual(on: city.firstDay + 7, stationCount: 40)
        let change = { (row: Int, minute: Int) in
            zip(
                monday.daily.sum(monday.daily.arrivals, from: minute, minutes: 60),
                monday.daily.sum(monday.daily.departures, from: minute, minutes: 60)
            ).map { $0 - $1 }[row]
        }
        // Even stations fill in the morning and empty in the evening, odd ones the other way round.
        let even = stride(from: 0, to: 40, by: 2).map { change($0, 480) }.reduce(0, +)
        let odd = stride(from: 1, to: 40, by: 2).map { change($0, 480) }.reduce(0, +)
        #expect(even > 5)
        #expect(odd < -5)
        let isNews = learned.learn(day: city.firstDay, frames: prepared.days[0].tenMinuteFrames)
        #expect(!isNews)
    }

    @Test
    func `holidays are days off`() throws {
        let isDayOff = { (calendar: HolidayCalendar, text: String) -> Bool? in
            DayText.day(text).map { calendar.isDayOff($0) }
        }
        #expect(isDayOff(.kr, "2026-09-24") == true)
        #expect(isDayOff(.kr, "2026-11-22") == true)
        #expect(isDayOff(.kr, "2026-11-23") == false)
        #expect(isDayOff(.tw, "2025-01-29") == true)
        #expect(isDayOff(.us, "2021-11-25") == true)
        #expect(isDayOff(.us, "2021-09-06") == true)
        #expect(isDayOff(HolidayCalendar.none, "2025-01-29") == false)
    }
}
