import Core
import Foundation
import History
import PredictorService
import Recordings
import TestSupport
import Testing

@Suite
struct TrainingDataTests {
    private static let header = "timestamp,station_id,bikes,docks,total\n"

    private func recorded(_ rows: String) throws -> (days: [CityDay], index: StationIndex) {
        let folder = try TemporaryDirectory(prefix: "recording")
        _ = try folder.write(Self.header + rows, to: "city_2024-11.csv")
        let zone = try #require(ZoneDirectory().blockingRules("Asia/Taipei"))
        return try days(RecordedDays(folder: try RecordingFolder(path: folder.path), zone: zone))
    }

    private func days(_ city: some CityDays) throws -> (days: [CityDay], index: StationIndex) {
        var index = StationIndex()
        var days: [CityDay] = []
        let all = try city.days()
        try city.read((all.first ?? 0)...(all.last ?? 0), index: &index) { day, _ in days.append(day) }
        return (days, index)
    }

    @Test
    func `a tick's state is the last row at or before it on the same day`() throws {
        let (days, index) = try recorded(
            """
            2024-11-18 00:00:17,A,7,12,20
            2024-11-18 00:10:00,A,5,14,20
            2024-11-18 00:10:01,A,4,15,20
            2024-11-18 00:19:00,B,1,9,10
            2024-11-19 00:05:00,B,2,8,10

            """
        )
        #expect(days.count == 2)
        let first = days[0]
        #expect(first.frames[0] == nil)
        #expect(first.frames[1]?.bikes[0] == 5)
        #expect(first.frames[2]?.bikes == [4, 1])
        #expect(first.frames[2]?.racks == [20, 10])
        // The day after knows nothing of the day before.
        let row = try #require(index.row(of: "A").map(Int.init))
        #expect(days[1].frames[1]?.bikes[row].isNaN == true)
    }

    @Test
    func `nothing is paired across a gap of more than twenty minutes`() throws {
        let (days, _) = try recorded(
            """
            2024-11-18 08:00:00,A,7,12,20
            2024-11-18 08:15:00,A,6,12,20
            2024-11-18 08:40:00,A,5,12,20
            2024-11-18 08:50:00,A,4,12,20

            """
        )
        let day = try #require(days.first)
        let tick = { (hour: Int, minute: Int) in hour * 6 + minute / 10 }
        #expect(day.frame(after: 10, tick: tick(8, 0))?.bikes[0] == 7)
        #expect(day.frame(after: 60, tick: tick(8, 0)) == nil)
        #expect(day.frame(after: 10, tick: tick(8, 40))?.bikes[0] == 4)
        #expect(day.frames[tick(8, 30)] == nil)
    }

    @Test
    func `lines that are no rows are passed over`() throws {
        let (days, index) = try recorded(
            """
            2024-11-18 08:00:00,A,7,12,20
            garbage
            2024-13-40 08:00:00,A,7,12,20
            2024-11-18 08:01:00,A,-3,12,20
            2024-11-18 08:02:00,A,9999999999999999999999,12,20
            2024-11-18 08:03:00,,7,12,20
            2024-11-18 08:10:00,A,3,16,20

            """
        )
        #expect(index.count == 1)
        #expect(days[0].frames[49]?.bikes[0] == 3)
    }

    @Test
    func `damaged files of a history are missing snapshots`() async throws {
        let folder = try TemporaryDirectory(prefix: "history")
        let store = HistoryStore(rootPath: folder.path)
        for step in 0..<12 {
            let time = monday.advanced(bySeconds: Int64(step) * 600)
            let whole = snapshot([Counted(id: "A", bikes: step), Counted(id: "B", bikes: 4)], at: time)
            try await store.writeSnapshot(SnapshotDocument(whole), of: whole)
        }
        let entries = try await store.entries(
            .snapshots,
            source: "test",
            from: monday,
            to: monday.advanced(bySeconds: 7200)
        )
        try Data([1, 2, 3]).write(to: URL(filePath: entries[3].path))
        let cut = try Data(contentsOf: URL(filePath: entries[4].path))
        try cut.prefix(cut.count / 2).write(to: URL(filePath: entries[4].path))
        let odd =
            #"{"station_id":"A","bikes":123456789012,"docks_free":-5,"racks":-1,"collected_at":"x","source":"test"}"#
        try await store.writeLines(Array(odd.utf8), collection: .snapshots, source: "test", at: entries[5].at)
        try await store.writeLines(Array("[1,2".utf8), collection: .snapshots, source: "test", at: entries[6].at)
        let city = try TrainingData.history(
            HistoryFolder(rootPath: folder.path),
            source: "test",
            calendar: nil,
            fine: false
        )
        let day = try #require(try days(city).days.first)
        #expect(day.frames[2]?.bikes[0] == 2)
        #expect(day.frames[3] == nil && day.frames[4] == nil && day.frames[6] == nil)
        #expect(day.frames[5]?.docksFree[0] == 0)
        #expect(day.frames[11]?.bikes[0] == 11)
    }

    @Test
    func `a folder without days says what is wrong`() throws {
        let folder = try TemporaryDirectory(prefix: "nothing")
        #expect {
            _ = try TrainingData.open(path: folder.path, source: nil, calendar: nil, needsFiveMinutes: false) { _ in nil
            }
        } throws: {
            "\($0)".contains("holds no change log")
        }
    }
}
