import CollectorService
import Core
import Testing

@Suite struct LiveCityTests {
    @Test func `followers are told only what changed`() async throws {
        let city = LiveCity()
        let first = Made.snapshot([Made.row(1), Made.row(2), Made.row(3)])
        city.adopt(first)
        let subscription = try #require(city.subscribe(after: nil))
        city.adopt(Made.snapshot([Made.row(1), Made.row(2, bikes: 8), Made.row(3)], minutes: 5, after: first))
        var events = subscription.events.makeAsyncIterator()
        guard case .stations(let changes) = await events.next() else {
            Issue.record("no event about stations")
            return
        }
        #expect(!changes.isFull)
        #expect(String(decoding: changes.stationsJSON, as: UTF8.self).hasPrefix(#"[{"station_id":"ST-2","bikes":8,"#))
        subscription.end()
        #expect(await events.next() == nil)
        #expect(city.subscriberCount == 0)
    }

    @Test func `an older snapshot never replaces a newer one`() {
        let city = LiveCity()
        let first = Made.snapshot([Made.row(1)])
        let second = Made.snapshot([Made.row(1, bikes: 9)], minutes: 5, after: first)
        city.adopt(second)
        city.adopt(first)
        #expect(city.current === second)
    }

    @Test func `a subscription that is dropped frees its place`() {
        let city = LiveCity()
        do {
            let subscription = city.subscribe(after: nil)
            #expect(subscription != nil)
            #expect(city.subscriberCount == 1)
        }
        #expect(city.subscriberCount == 0)
    }

    @Test func `the same snapshot twice is no event`() throws {
        let city = LiveCity()
        let live = Made.snapshot([Made.row(1)])
        city.adopt(live)
        city.adopt(LiveSnapshot(live.snapshot))
        #expect(city.current === live)
    }

    @Test func `the last day is kept by station, and older snapshots can be put in front`() throws {
        let city = LiveCity()
        var live = Made.snapshot([Made.row(1, bikes: 0), Made.row(2)], minutes: 1440)
        city.adopt(live)
        live = Made.snapshot([Made.row(1, bikes: 1), Made.row(2)], minutes: 1445, after: live)
        city.adopt(live)
        var older = RecentHistory()
        for minutes in stride(from: Int64(0), through: 1440, by: 5) {
            older.append(Made.snapshot([Made.row(2), Made.row(1, bikes: Int(minutes))], minutes: minutes).snapshot)
        }
        city.prepend(older)
        let points = try #require(city.history(of: "ST-1", since: Timestamp(seconds: 0)))
        // Exactly a day back from the newest, each time once, the live counts where both have them.
        #expect(points.count == 289)
        #expect(points.map(\.observedAt) == points.map(\.observedAt).sorted())
        #expect(points.suffix(3).map(\.bikes) == [1435, 0, 1])
        #expect(city.history(of: "ST-9", since: Timestamp(seconds: 0)) == nil)
    }
}
