import Core
import Foundation
import Testing

/// One fixture a wire type, written out: what producers write and consumers read.
enum Fixtures {
    static let station = #"""
        {"station_id":"ST-4","number":"102","name":"망원역 1번출구 앞","district":"마포구","lat":37.555649,"lon":126.910629,"racks":15,"bikes":21,"docks_free":0,"observed_at":"2026-11-22T19:00:00+09:00","collected_at":"2026-11-22T19:00:01.250+09:00","changed_at":"2026-11-22T18:40:00+09:00","source":"seoul"}
        """#
    static let snapshot = #"""
        {"snapshot":{"observed_at":"2026-11-22T19:00:00+09:00","collected_at":"2026-11-22T19:00:01.250+09:00","source":"seoul","interval_seconds":300,"stations":1},"stations":[\#(station)]}
        """#
    static let prediction = #"""
        {"station_id":"ST-4","made_at":"2026-11-22T19:00:02+09:00","based_on":"2026-11-22T19:00:00+09:00","model_version":"baseline-1","horizons":[{"minutes":10,"at":"2026-11-22T19:10:00+09:00","bikes":20.5,"p10":18,"p50":21,"p90":23,"p_empty":0,"p_full":0.9875},{"minutes":5,"at":"2026-11-22T19:05:00+09:00","bikes":21,"p10":19,"p50":21,"p90":22,"p_empty":0,"p_full":0.99}]}
        """#
    static let forecast = #"""
        {"snapshot":{"made_at":"2026-11-22T19:00:02+09:00","based_on":"2026-11-22T19:00:00+09:00","source":"seoul","model_version":"baseline-1","interval_seconds":300,"stations":1},"predictions":[\#(prediction)]}
        """#

    static func time(_ text: String) throws -> Timestamp {
        try #require(ZonedTimestamp(rfc3339: text)).instant
    }
}

@Suite struct ContractTests {
    @Test func `a snapshot is read from its fixture and written the same`() throws {
        let snapshot = try Snapshot(document: Array(Fixtures.snapshot.utf8))
        #expect(snapshot.source == "seoul")
        #expect(snapshot.utcOffsetSeconds == 32_400)
        let status = try #require(snapshot.stations.first)
        #expect(status.station.location == Coordinate(latitude: 37.555649, longitude: 126.910629))
        #expect(status.bikes == 21)
        #expect(status.docksFree == 0)
        #expect(status.changedAt == (try Fixtures.time("2026-11-22T18:40:00+09:00")))
        let document = SnapshotDocument(snapshot)
        #expect(String(decoding: document.bytes, as: UTF8.self) == Fixtures.snapshot)
        #expect(String(decoding: document[0], as: UTF8.self) == Fixtures.station)
        #expect(String(decoding: document.lines(), as: UTF8.self) == Fixtures.station + "\n")
    }

    @Test func `the pieces of a snapshot's text are the stations one by one`() throws {
        var snapshot = try Snapshot(document: Array(Fixtures.snapshot.utf8))
        snapshot.stations = (1...5).map { number in
            var status = snapshot.stations[0]
            status.station.id = "ST-\(number)"
            return status
        }
        let document = SnapshotDocument(snapshot)
        for index in snapshot.stations.indices {
            var reader = JSONReader(Array(document[index]))
            var decoder = StationRecordDecoder()
            #expect(try decoder.decode(&reader).status.station.id == "ST-\(index + 1)")
            try reader.expectEnd()
        }
        #expect(try Snapshot(historyLines: document.lines())?.stations == snapshot.stations)
    }

    @Test func `a place nobody knows is null and stays unknown`() throws {
        var snapshot = try Snapshot(document: Array(Fixtures.snapshot.utf8))
        snapshot.stations[0].station.location = nil
        let text = String(decoding: SnapshotDocument(snapshot).bytes, as: UTF8.self)
        #expect(text.contains(#""lat":null,"lon":null"#))
        #expect(try Snapshot(document: Array(text.utf8)).stations[0].station.location == nil)
    }

    @Test func `a forecast is read from its fixture and written the same`() throws {
        let run = try ForecastRun(document: Array(Fixtures.forecast.utf8))
        #expect(run.horizons.map(\.minutes) == [10, 5])
        #expect(run.horizons[0].point(0).pFull == 0.9875)
        let document = ForecastDocument(run)
        #expect(String(decoding: document.bytes, as: UTF8.self) == Fixtures.forecast)
        #expect(String(decoding: document[0], as: UTF8.self) == Fixtures.prediction)
        #expect(try ForecastHeader(document: Array(Fixtures.forecast.utf8)) == document.header)
    }

    @Test func `a forecast encoded in parts is the same text, and rounded it is read as it was`() async throws {
        var run = try ForecastRun(document: Array(Fixtures.forecast.utf8))
        run.stationIDs = (0..<700).map { "ST-\($0)" }
        var horizon = HorizonForecast(minutes: 10)
        for row in run.stationIDs.indices {
            let value = Float(row) / 7
            horizon.append(
                PointForecast(
                    bikes: value,
                    p10: value / 3,
                    p50: value,
                    p90: value * 3,
                    pEmpty: value / 101,
                    pFull: 1 / value
                )
            )
        }
        horizon.pFull[0] = 0.000_049_9
        run.horizons = [horizon, horizon]
        let document = await ForecastDocument.encoded(run)
        #expect(document.bytes == ForecastDocument(run).bytes)
        let encoder = ForecastRecordEncoder(run: run)
        for row in run.stationIDs.indices {
            var writer = JSONWriter()
            encoder.encode(row: row, into: &writer)
            #expect(Array(document[row]) == writer.bytes)
        }
        #expect(try ForecastRun(document: document.bytes) != run)
        run.horizons = run.horizons.map { $0.rounded() }
        #expect(try ForecastRun(document: document.bytes) == run)
        #expect(ForecastDocument(run).bytes == document.bytes)
        run.stationIDs = []
        run.horizons = [HorizonForecast(minutes: 10)]
        #expect(await ForecastDocument.encoded(run).bytes == ForecastDocument(run).bytes)
    }

    @Test func `fields can be chosen, unknown ones are named`() throws {
        let snapshot = try Snapshot(document: Array(Fixtures.snapshot.utf8))
        var encoder = StationRecordEncoder(snapshot: snapshot, fields: try StationFields(list: "bikes,station_id"))
        var writer = JSONWriter()
        encoder.encode(snapshot.stations[0], into: &writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"station_id":"ST-4","bikes":21}"#)
        #expect(throws: UnknownFieldError.self) { try StationFields(list: "bikes,bike") }
        #expect(throws: UnknownFieldError.self) { try ForecastFields(list: "p10") }
    }

    @Test func `an answer's header tells age, staleness and the clock`() throws {
        let snapshot = try Snapshot(document: Array(Fixtures.snapshot.utf8))
        let header = SnapshotHeader(snapshot)
        let limit = Int64(Staleness.limitSeconds(intervalSeconds: 300))
        #expect(!header.isStale(at: snapshot.observedAt.advanced(bySeconds: limit)))
        #expect(header.isStale(at: snapshot.observedAt.advanced(bySeconds: limit + 1)))
        #expect(header.ageSeconds(at: snapshot.observedAt.advanced(bySeconds: -5)) == 0)
        var writer = JSONWriter()
        header.encode(into: &writer, clock: try WallClock(parsing: "2026-11-22T19:01:00+09:00@60x"))
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.contains(#""clock":{"now":"2026-11-22T19:01"#))
        #expect(text.contains(#""speed":60"#))
    }

    @Test(arguments: [
        "{}", "[]", #"{"snapshot":{},"stations":[]}"#, #"{"snapshot":{"source":"x","observed_at":"yesterday"}}"#,
    ])
    func `a document that lacks what it must have is refused`(text: String) {
        #expect(throws: JSONError.self) { try Snapshot(document: Array(text.utf8)) }
        #expect(throws: JSONError.self) { try ForecastRun(document: Array(text.utf8)) }
    }

    @Test func `distances follow the great circle`() {
        let cityHall = Coordinate(latitude: 37.5663, longitude: 126.9779)
        let gangnam = Coordinate(latitude: 37.4979, longitude: 127.0276)
        #expect(abs(cityHall.meters(to: gangnam) - 8782) < 20)
        #expect(cityHall.meters(to: cityHall) == 0)
    }

    @Test(arguments: [(0.0, 127.0), (37.5, 0.0), (91.0, 127.0), (37.5, 181.0)])
    func `places that feeds write for unknown are no places`(latitude: Double, longitude: Double) {
        #expect(Coordinate(checkedLatitude: latitude, longitude: longitude) == nil)
    }
}
