import CollectorService
import Testing

struct SimulatedDemandTests {
    private let band = 0.35...0.45

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `two in five stations change in ten minutes of a workday, most around 08 and 18, few at night`(seed: UInt64) {
        let rates = SimulatedCity(seed: seed).changeRates(ofDayAt: simulatedMonday)
        #expect(band.contains(rates.meanRate))
        #expect((7...8).contains(rates[..<12].indices.max { rates[$0] < rates[$1] } ?? -1))
        #expect((17...18).contains(rates[12...].indices.max { rates[$0] < rates[$1] } ?? -1))
        for peak in [8, 18] {
            #expect(rates[peak] > 1.2 * max(rates[10], rates[11], rates[12], rates[13]))
            #expect(rates[peak] > rates[(peak + 4) % 24])
        }
        #expect(rates[1...4].allSatisfy { $0 < 0.2 })
        #expect(Array(rates[1...4]).meanRate < rates[8] / 3)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the change rate stays in its band over a whole week`(seed: UInt64) {
        let city = SimulatedCity(seed: seed)
        let days = (0..<7).map { city.changeRates(ofDayAt: simulatedMonday + $0 * simulatedDaySeconds).meanRate }
        #expect(band.contains(days.meanRate))
        #expect(days.allSatisfy { band.contains($0) })
    }

    @Test func `summer and winter workdays stay in the band, the wettest too`() {
        let city = SimulatedCity(seed: 3)
        let wettest = workdays(from: 90, through: 200).max { rain(city, $0) < rain(city, $1) } ?? simulatedMonday
        for start in [
            wettest, simulatedMonday + 140 * simulatedDaySeconds, simulatedMonday + 315 * simulatedDaySeconds,
        ] {
            #expect(band.contains(city.changeRates(ofDayAt: start).meanRate))
        }
    }

    @Test func `Sundays have no commuting peaks and are busiest in the afternoon`() {
        let city = SimulatedCity(seed: 2)
        let monday = city.changeRates(ofDayAt: simulatedMonday)
        let sunday = city.changeRates(ofDayAt: simulatedMonday + 6 * simulatedDaySeconds)
        #expect(sunday[8] < monday[8] - 0.1)
        #expect(sunday[8] < sunday[11])
        #expect((13...17).contains(sunday.indices.max { sunday[$0] < sunday[$1] } ?? -1))
        #expect(sunday[14] > monday[14])
    }

    @Test func `bikes flow to work in the morning and back in the evening`() {
        let city = SimulatedCity(seed: 1)
        let morning = city.state(at: simulatedMonday + 2 * 3_600).bikes
        let noon = city.state(at: simulatedMonday + 6 * 3_600).bikes
        let night = city.state(at: simulatedMonday + 18 * 3_600).bikes
        func inHomes(_ bikes: [Int32]) -> Int {
            zip(bikes, city.stations).reduce(0) { $0 + ($1.1.name.contains("아파트") ? Int($1.0) : 0) }
        }
        #expect(Double(inHomes(noon)) < 0.9 * Double(inHomes(morning)))
        #expect(Double(inHomes(night)) > 1.1 * Double(inHomes(noon)))
    }

    @Test func `a wet workday has fewer rides than a dry one`() {
        let city = SimulatedCity(seed: 1)
        let days = workdays(from: 100, through: 180)
        guard let wet = days.max(by: { rain(city, $0) < rain(city, $1) }),
            let dry = days.first(where: { rain(city, $0) == 0 })
        else {
            Issue.record("no workdays to compare")
            return
        }
        #expect(rain(city, wet) > 20)
        let wetTrips = city.state(at: wet + simulatedDaySeconds - 60).trips
        let dryTrips = city.state(at: dry + simulatedDaySeconds - 60).trips
        #expect(Double(wetTrips) < 0.85 * Double(dryTrips))
    }

    @Test func `it rains most in summer, never below zero, and the same whenever asked`() {
        let city = SimulatedCity(seed: 5)
        var lowest = 0.0
        var byMonth = [Double](repeating: 0, count: 12)
        // Ten mean years from 1 January 2020 on, each cut into twelve stretches of 730 hours.
        let newYear: Int64 = 1_577_804_400
        for year in 0..<10 as Range<Int64> {
            for hour in 0..<8_760 as Range<Int64> {
                let instant = newYear + year * 31_557_600 + hour * 3_600
                let rain = city.weather(at: instant)
                lowest = min(lowest, rain)
                byMonth[Int(hour / 730)] += rain / 10
            }
        }
        #expect(lowest == 0)
        #expect(byMonth.indices.max { byMonth[$0] < byMonth[$1] }.map { (6...7).contains($0) } == true)
        #expect(byMonth[6] + byMonth[7] > 5 * (byMonth[0] + byMonth[1]))
        #expect(city.weather(at: simulatedMonday) == SimulatedCity(seed: 5).weather(at: simulatedMonday + 59))
    }

    /// The beginnings of the workdays in a span of days after the first Monday.
    private func workdays(from first: Int64, through last: Int64) -> [Int64] {
        (first...last).filter { $0 % 7 < 5 }.map { simulatedMonday + $0 * simulatedDaySeconds }
    }

    /// Millimetres in the busy hours of the service day.
    private func rain(_ city: SimulatedCity, _ start: Int64) -> Double {
        (1..<19).reduce(0) { $0 + city.weather(at: start + $1 * 3_600) }
    }
}
