import CollectorService
import Testing

struct SimulatedDayTests {
    let city = SimulatedCity(seed: 3)

    @Test func `a service day runs from 05 to 05 local time`() {
        for instant in [simulatedMonday, simulatedMonday + 1, simulatedMonday + simulatedDaySeconds - 1] {
            let day = city.day(containing: instant)
            #expect(day.startSeconds == simulatedMonday)
            #expect(day.endSeconds == simulatedMonday + simulatedDaySeconds)
        }
        #expect(city.day(containing: simulatedMonday - 1).startSeconds == simulatedMonday - simulatedDaySeconds)
        let old = city.day(containing: -1)
        #expect(old.startSeconds < 0 && old.endSeconds > -1 && old.endSeconds - old.startSeconds == simulatedDaySeconds)
    }

    @Test func `jumping to an instant gives the same state as walking there`() {
        let another = SimulatedCity(seed: 3)
        var walked = city.day(containing: simulatedMonday)
        for tick in 1..<288 {
            let instant = simulatedMonday + Int64(tick) * 300
            walked.advance(to: instant)
            guard tick % 41 == 0 || tick == 287 else { continue }
            let jumped = another.state(at: instant)
            #expect(jumped.bikes == walked.bikes)
            #expect(jumped.riding == walked.riding)
            #expect(jumped.onTrucks == walked.onTrucks)
            #expect(jumped.trips == walked.trips)
            #expect(jumped.unmetRentals == walked.unmetRentals)
        }
    }

    @Test func `uneven steps and seconds within a minute make no difference`() {
        var uneven = city.day(containing: simulatedMonday)
        for offset in [7, 59, 61, 4_000, 4_001, 12_345, 30_000] as [Int64] {
            uneven.advance(to: simulatedMonday + offset)
        }
        let direct = city.state(at: simulatedMonday + 30_000)
        #expect(uneven.bikes == direct.bikes)
        #expect(city.state(at: simulatedMonday + 30_059).bikes == direct.bikes)
        #expect(city.state(at: simulatedMonday + 30_060).bikes != direct.bikes)
    }

    @Test func `a copy runs on without its original, and time does not run backwards`() {
        let original = city.state(at: simulatedMonday + 3 * 3_600)
        var copy = original
        copy.advance(to: simulatedMonday + 4 * 3_600)
        #expect(copy.bikes != original.bikes)
        #expect(original.bikes == city.state(at: simulatedMonday + 3 * 3_600).bikes)
        let later = copy.bikes
        copy.advance(to: simulatedMonday)
        #expect(copy.bikes == later)
    }

    @Test func `seeds and dates give different days`() {
        let instant = simulatedMonday + 4 * 3_600
        #expect(SimulatedCity(seed: 4).state(at: instant).bikes != city.state(at: instant).bikes)
        #expect(city.state(at: instant + simulatedDaySeconds).bikes != city.state(at: instant).bikes)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `bikes are conserved and never negative, at every tick of two days`(seed: UInt64) {
        let city = SimulatedCity(seed: seed)
        for date in 0..<2 as Range<Int64> {
            var day = city.day(containing: simulatedMonday + date * simulatedDaySeconds)
            #expect(day.allBikes == city.fleet && day.riding == 0 && day.onTrucks == 0)
            for tick in 1...288 as ClosedRange<Int64> {
                day.advance(to: day.startSeconds + tick * 300)
                #expect(day.allBikes == city.fleet)
                #expect(day.bikes.allSatisfy { $0 >= 0 } && day.riding >= 0 && day.onTrucks >= 0)
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the last minute of a day is the first of the next`(seed: UInt64) {
        let city = SimulatedCity(seed: seed)
        for date in [0, 5, 120] as [Int64] {
            let five = simulatedMonday + (date + 1) * simulatedDaySeconds
            let last = city.state(at: five - 1)
            let first = city.day(containing: five)
            #expect(last.bikes == first.bikes)
            #expect(last.riding == 0 && last.onTrucks == 0)
            #expect(last.startSeconds != first.startSeconds)
        }
    }

    @Test
    func `the night round brings stations to the next day's count one after the other and then leaves them alone`() {
        let five = simulatedMonday + simulatedDaySeconds
        let targets = city.day(containing: five).bikes
        func settled(_ bikes: [Int32]) -> [Int] { targets.indices.filter { bikes[$0] == targets[$0] } }

        var day = city.state(at: five - 3 * 3_600 - 60)
        #expect(day.onTrucks == 0)
        #expect(settled(day.bikes).count < simulatedStationCount / 5)
        day.advance(to: five - 3_600)
        #expect(day.onTrucks > 0 && day.riding > 0)
        let atFour = settled(day.bikes)
        #expect((simulatedStationCount / 2..<simulatedStationCount).contains(atFour.count))
        var disturbed: Set<Int> = []
        for minute in 1..<60 as Range<Int64> {
            day.advance(to: five - 3_600 + minute * 60)
            disturbed.formUnion(atFour.filter { day.bikes[$0] != targets[$0] })
        }
        // A few stand at the right count by chance before they are visited, and still see rides.
        #expect(disturbed.count < atFour.count / 50)
        #expect(settled(day.bikes).count == simulatedStationCount)
    }

    @Test func `the fleet fills 90 to 100 of 100 racks and overflows at about a third of stations`() {
        let racks = city.stations.reduce(0) { $0 + $1.racks }
        #expect((0.9...1).contains(Double(city.fleet) / Double(racks)))
        let noon = city.state(at: simulatedMonday + 7 * 3_600)
        let overfull = zip(noon.bikes, city.stations).count { Int($0) > $1.racks }
        #expect((0.25...0.45).contains(Double(overfull) / Double(simulatedStationCount)))
    }

    @Test func `a busy day has 140 to 200 thousand rides, some riders find no bike, and trucks work by day`() {
        let evening = city.state(at: simulatedMonday + simulatedDaySeconds - 60)
        #expect((140_000...200_000).contains(evening.trips))
        #expect(evening.unmetRentals > 0 && evening.unmetRentals < evening.trips / 4)
        let afternoon = city.state(at: simulatedMonday + 9 * 3_600)
        #expect(afternoon.onTrucks > 0 && afternoon.riding > 500)
    }
}
