import CollectorService
import Core
import Testing

@Suite struct SnapshotBuilderTests {
    private let builder = SnapshotBuilder(intervalSeconds: 300, places: .none)

    private func build(_ rows: [StationRow], minutes: Int64, after previous: LiveSnapshot?) -> (Snapshot, RowFaults) {
        let built = builder.build(
            from: Made.reading(rows, minutes: minutes),
            source: "test",
            collectedAt: Made.start,
            previous: previous
        )
        return (built.snapshot, built.faults)
    }

    @Test func `stations come in the order of their ids, each once, the later row counting`() {
        let (snapshot, faults) = build(
            [Made.row(3), Made.row(1), Made.row(2), Made.row(1, bikes: 9)],
            minutes: 0,
            after: nil
        )
        #expect(snapshot.stations.map(\.station.id) == ["ST-1", "ST-2", "ST-3"])
        #expect(snapshot.stations[0].bikes == 9)
        #expect(faults.duplicates == 1)
    }

    @Test func `stations that come later are put in their place, those that go are gone`() {
        let first = Made.snapshot([Made.row(2), Made.row(4)])
        let (second, _) = build([Made.row(4), Made.row(3), Made.row(1)], minutes: 5, after: first)
        #expect(second.stations.map(\.station.id) == ["ST-1", "ST-3", "ST-4"])
    }

    @Test func `a bad count keeps the last good one with its own time`() {
        let first = Made.snapshot([Made.row(1, bikes: 7), Made.row(2, bikes: 1)])
        let (second, faults) = build(
            [Made.row(1, bikes: nil), Made.row(2, bikes: 2), Made.row(3, bikes: nil)],
            minutes: 5,
            after: first
        )
        #expect(faults.badCount == 2)
        #expect(second.stations.map(\.bikes) == [7, 2])
        #expect(second.stations[0].observedAt == Made.start)
        #expect(second.stations[1].observedAt == Made.start.advanced(bySeconds: 300))
    }

    @Test func `a bad place keeps the last one, without one it stays unknown`() {
        let first = Made.snapshot([Made.row(1)])
        let (second, faults) = build([Made.row(1, place: false), Made.row(2, place: false)], minutes: 5, after: first)
        #expect(faults.badPlace == 2)
        #expect(second.stations[0].station.location == Coordinate(latitude: 37.501, longitude: 127))
        #expect(second.stations[1].station.location == nil)
        #expect(second.stations[1].bikes == 3)
    }

    @Test func `a count that stays keeps the time of its last change`() {
        let first = Made.snapshot([Made.row(1, bikes: 5), Made.row(2, bikes: 5)])
        let (second, _) = build([Made.row(1, bikes: 5), Made.row(2, bikes: 6)], minutes: 5, after: first)
        #expect(second.stations[0].changedAt == Made.start)
        #expect(second.stations[1].changedAt == Made.start.advanced(bySeconds: 300))
    }

    @Test func `bikes beyond the racks leave no dock free`() {
        let (snapshot, _) = build([Made.row(1, bikes: 21, racks: 15)], minutes: 0, after: nil)
        #expect(snapshot.stations[0].docksFree == 0)
        #expect(snapshot.stations[0].bikes == 21)
    }

    @Test func `another source's snapshot is no past`() {
        let first = Made.snapshot([Made.row(1, bikes: 7)])
        let built = builder.build(
            from: Made.reading([Made.row(1, bikes: nil)], minutes: 5),
            source: "other",
            collectedAt: Made.start,
            previous: first
        )
        #expect(built.snapshot.stations.isEmpty)
    }

    @Test func `the outline names the district where the source does not`() {
        let ring = [(longitude: 126.0, latitude: 37.0), (128.0, 37.0), (128.0, 38.0), (126.0, 38.0)]
        let places = PlaceDirectory(districts: [.init(name: "시험구", englishName: "", ring: ring)], rivers: [])
        var row = Made.row(1)
        row.district = nil
        let built = SnapshotBuilder(intervalSeconds: 300, places: places).build(
            from: Made.reading([row]),
            source: "test",
            collectedAt: Made.start,
            previous: nil
        )
        #expect(built.snapshot.stations[0].station.district == "시험구")
    }
}

@Suite struct DropGuardTests {
    private func live(_ count: Int) -> Snapshot {
        Made.snapshot((1...max(count, 1)).prefix(count).map { Made.row($0) }).snapshot
    }

    @Test func `a fifth fewer stations pass, more do not`() {
        #expect(DropGuard.judge(live(80), live: live(100), held: nil) == .accept)
        #expect(DropGuard.judge(live(79), live: live(100), held: nil) == .hold(.init(stations: 79, polls: 1)))
    }

    @Test func `three polls that agree are believed`() {
        let second = DropGuard.judge(live(51), live: live(100), held: .init(stations: 50, polls: 1))
        #expect(second == .hold(.init(stations: 51, polls: 2)))
        #expect(DropGuard.judge(live(50), live: live(100), held: .init(stations: 51, polls: 2)) == .accept)
    }

    @Test func `polls that disagree start the count again`() {
        let verdict = DropGuard.judge(live(30), live: live(100), held: .init(stations: 50, polls: 2))
        #expect(verdict == .hold(.init(stations: 30, polls: 1)))
    }

    @Test func `an empty list is never believed`() {
        var held: DropGuard.Held?
        for _ in 0..<5 {
            guard case .hold(let next) = DropGuard.judge(live(0), live: live(100), held: held) else {
                Issue.record("an empty list went live")
                return
            }
            held = next
        }
        #expect(DropGuard.judge(live(0), live: nil, held: nil) == .hold(.init(stations: 0, polls: 1)))
    }

    @Test func `what was held is written and read`() {
        let held = DropGuard.Held(stations: 1365, polls: 2)
        #expect(DropGuard.Held(text: held.text) == held)
        #expect(DropGuard.Held(text: "x") == nil)
    }
}
