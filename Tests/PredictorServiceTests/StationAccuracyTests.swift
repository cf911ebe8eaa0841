import Core
import Foundation
import History
import PredictorService
import SQLite
import Testing

@Suite
struct StationAccuracyTests {
    private func withLedger(
        _ body: (String, SQLiteDatabase, SQLiteAccuracyRepository) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stations-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try await LedgerDatabase.open(varDirectory: folder)
        do {
            try await body(folder, database, SQLiteAccuracyRepository(database: database))
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    /// The truth of one ten-minute forecast a station: `errors` by station, all with 8 bikes of which 6 were there before.
    private func truth(_ errors: [String: Float], at time: Timestamp, pEmpty: Float = 0) -> SettledTruth {
        let ids = errors.keys.sorted()
        var index = StationIndex()
        let frame = SnapshotFrame(snapshot(ids.map { Counted(id: $0, bikes: 8) }, at: time), index: &index)
        var points = HorizonForecast(minutes: 10)
        for id in ids {
            let bikes = 8 + (errors[id] ?? 0)
            points.append(PointForecast(bikes: bikes, p10: 6, p50: bikes, p90: 10, pEmpty: pEmpty, pFull: 0))
        }
        let basedOn = time.advanced(bySeconds: -600)
        let run = ForecastRun(
            source: "test",
            madeAt: basedOn,
            basedOn: basedOn,
            modelVersion: "m",
            intervalSeconds: 300,
            utcOffsetSeconds: taipeiOffset,
            stationIDs: ids,
            horizons: [points]
        )
        let forecast = SettledTruth.Forecast(
            run: run,
            horizon: 0,
            last: ids.map { _ in 6 },
            runRows: ids.indices.map(Int32.init)
        )
        return SettledTruth(source: "test", truth: frame, forecasts: [forecast])
    }

    private func at(_ minutes: Int) -> Timestamp { monday.advanced(bySeconds: Int64(minutes * 60)) }

    /// Sums of the first local day, as the database has them.
    private func written(_ repository: SQLiteAccuracyRepository) async throws -> [String: AccuracySums] {
        let totals = try await repository.stationTotals(
            source: "test",
            from: monday,
            to: at(1440),
            minutes: nil,
            stationID: nil
        )
        return Dictionary(uniqueKeysWithValues: totals.map { ($0.stationID, $0.sums) })
    }

    // MARK: Ledger

    @Test
    func `sums are told at once and written when an hour has passed`() async throws {
        try await withLedger { _, _, repository in
            let ledger = StationAccuracyLedger(repository: repository)
            for minute in stride(from: 10, through: 65, by: 5) {
                #expect(
                    try await ledger.add(truth(["A": 1, "B": -2], at: at(minute)), now: at(minute)) == .nothingToWrite
                )
            }
            #expect(try await written(repository).isEmpty)
            let gathered = try await ledger.stationTotals(source: "test", from: monday, to: at(1440))
            #expect(gathered.first { $0.stationID == "B" }?.sums.squaredError == 48)
            #expect(try await ledger.add(truth(["A": 1], at: at(70)), now: at(70)) == .written(2))
            let sums = try await written(repository)
            #expect(sums["A"]?.count == 13)
            #expect(sums["B"]?.count == 12)
            #expect(sums["B"]?.skill == 0)
            #expect(sums["A"]?.skill == 0.5)
            #expect(try await ledger.flush() == .nothingToWrite)
            // What is written and what is not add up.
            _ = try await ledger.add(truth(["A": 3], at: at(75)), now: at(75))
            let both = try await ledger.stationTotals(source: "test", from: monday, to: at(1440), stationID: "A")
            #expect(both.map(\.sums.count) == [14])
            #expect(both.map(\.sums.squaredError) == [22])
            #expect(try await ledger.stationTotals(source: "other", from: monday, to: at(1440)).isEmpty)
            #expect(try await ledger.stationTotals(source: "test", from: monday, to: at(1440), minutes: [60]).isEmpty)
        }
    }

    @Test
    func `a truth is counted once, whoever scores it again`() async throws {
        try await withLedger { _, _, repository in
            let first = StationAccuracyLedger(repository: repository)
            let second = StationAccuracyLedger(repository: repository)
            let shared = truth(["A": 1], at: at(10))
            _ = try await first.add(shared, now: at(10))
            _ = try await first.add(shared, now: at(11))
            _ = try await second.add(shared, now: at(10))
            _ = try await second.add(truth(["A": 1], at: at(15)), now: at(15))
            #expect(try await first.flush() == .written(1))
            #expect(try await second.flush() == .countedElsewhere)
            #expect(try await written(repository)["A"]?.count == 1)
            // A clock that was put back to a time already scored.
            _ = try await second.add(shared, now: at(10))
            #expect(try await second.flush() == .nothingToWrite)
            _ = try await second.add(truth(["A": 1], at: at(20)), now: at(20))
            #expect(try await second.flush() == .written(1))
            #expect(try await written(repository)["A"]?.count == 2)
        }
    }

    @Test
    func `too many sums are written at once, and kept for the next time when that fails`() async throws {
        try await withLedger { _, database, repository in
            let ledger = StationAccuracyLedger(repository: repository, sumLimit: 3)
            _ = try await ledger.add(truth(["A": 1, "B": 1], at: at(10)), now: at(10))
            try await database.execute("ALTER TABLE counted_truths RENAME TO elsewhere")
            await #expect(throws: SQLiteError.self) { try await ledger.flush() }
            try await database.execute("ALTER TABLE elsewhere RENAME TO counted_truths")
            #expect(try await ledger.add(truth(["C": 1, "D": 1], at: at(15)), now: at(15)) == .written(4))
            #expect(try await written(repository).count == 4)
        }
    }

    @Test
    func `local days are kept apart, and forgotten with their last hour`() async throws {
        try await withLedger { _, _, repository in
            let ledger = StationAccuracyLedger(repository: repository)
            for minute in [-5, 0, 1435, 1440] { _ = try await ledger.add(truth(["A": 1], at: at(minute)), now: monday) }
            #expect(try await ledger.flush() == .written(3))
            #expect(try await written(repository)["A"]?.count == 2)
            func count(from: Int, to: Int) async throws -> Int {
                try await ledger.stationTotals(source: "test", from: at(from), to: at(to)).first?.sums.count ?? 0
            }
            #expect(try await count(from: -1, to: 1) == 3)
            #expect(try await count(from: 700, to: 1500) == 3)
            try await repository.removeScores(before: at(1439))
            #expect(try await count(from: -2000, to: 3000) == 3)
            try await repository.removeScores(before: at(1440))
            #expect(try await count(from: -2000, to: 3000) == 1)
            #expect(LocalDay.date(of: at(0), utcOffsetSeconds: taipeiOffset) == "2024-11-18")
            #expect(LocalDay.date(of: at(-1), utcOffsetSeconds: taipeiOffset) == "2024-11-17")
        }
    }

    @Test
    func `calibration puts each probability into its tenth`() async throws {
        try await withLedger { _, _, repository in
            let ledger = StationAccuracyLedger(repository: repository)
            for (minute, probability) in [(10, Float(0)), (15, 0.05), (20, 0.1), (25, 0.95), (30, 1)] {
                let settled = truth(["A": 0, "B": 0], at: at(minute), pEmpty: probability)
                _ = try await ledger.add(settled, now: at(minute))
                if minute == 20 { _ = try await ledger.flush() }
            }
            let table = try await ledger.emptyCalibration(source: "test", from: monday, to: at(1440))
            let bins = try #require(table[10]).bins
            #expect(bins.map(\.count) == [4, 2, 0, 0, 0, 0, 0, 0, 0, 4])
            #expect(abs(bins[0].forecast - 0.1) < 1e-6)
            #expect(bins.allSatisfy { $0.observed == 0 })
            var single = EmptyCalibration()
            single.add(
                ForecastOutcome(
                    truth: 0,
                    docksFree: 3,
                    last: 1,
                    point: PointForecast(bikes: 0, p10: 0, p50: 0, p90: 0, pEmpty: 0.42, pFull: 0)
                )
            )
            #expect(single.bins[4] == EmptyCalibration.Bin(count: 1, forecast: Double(Float(0.42)), observed: 1))
        }
    }

    @Test
    func `sums rebuilt from the history equal the original`() async throws {
        try await withLedger { folder, _, repository in
            let history = HistoryStore(rootPath: "\(folder)/history")
            let ledger = StationAccuracyLedger(repository: repository)
            var trainee = Trainee()
            var scorer = ForecastScorer(source: "replay:test/1")
            var city = BirthDeathCity(stations: 20, seed: 4, liveliest: 1)
            // Across midnight in Taipei (16:00 UTC) and midnight UTC.
            let begin = monday.advanced(bySeconds: -3600)
            var end = begin
            for step in 0..<120 {
                city.step()
                end = begin.advanced(bySeconds: Int64(step * 300))
                var current = city.snapshot(at: end)
                current.source = "replay:test/1"
                trainee.learn(current)
                for truth in scorer.observe(SnapshotFrame(current, index: &trainee.index)) {
                    let at = truth.truth.observedAt
                    try await history.writeLines(truth.lines(), collection: .forecasts, source: truth.source, at: at)
                    _ = try await ledger.add(truth, now: end)
                }
                let run = try ForecastRun(document: ForecastDocument(trainee.forecast(current)).bytes)
                scorer.add(run, index: &trainee.index)
            }
            _ = try await ledger.flush()
            func sums(_ from: Timestamp, _ to: Timestamp) async throws -> [String: AccuracySums] {
                let totals = try await repository.stationTotals(
                    source: "replay:test/1",
                    from: from,
                    to: to,
                    minutes: nil,
                    stationID: nil
                )
                return Dictionary(uniqueKeysWithValues: totals.map { ("\($0.stationID)+\($0.minutes)", $0.sums) })
            }
            let windows = [(begin, monday), (monday, end.advanced(bySeconds: 1))]
            var original: [[String: AccuracySums]] = []
            for (from, to) in windows { original.append(try await sums(from, to)) }
            let bins = try await repository.emptyCalibration(source: "replay:test/1", from: begin, to: end)
            // An hour before midnight there is no truth of an hour's forecast yet.
            #expect(original.map(\.count) == [80, 100])
            for _ in 0..<2 {
                _ = try await AccuracyRecomputation(history: history, repository: repository).run()
                for (window, before) in zip(windows, original) {
                    let after = try await sums(window.0, window.1)
                    #expect(after.count == before.count)
                    #expect(before.allSatisfy { key, sums in after[key].map { isSame(sums, $0) } ?? false })
                }
                let again = try await repository.emptyCalibration(source: "replay:test/1", from: begin, to: end)
                #expect(again.mapValues { $0.bins.map(\.count) } == bins.mapValues { $0.bins.map(\.count) })
                #expect(again.mapValues { $0.bins.map(\.observed) } == bins.mapValues { $0.bins.map(\.observed) })
            }
            // Every truth is known as counted.
            #expect(try await repository.isCounted(.init(source: "replay:test/1", at: end)))
        }
    }

    /// Equal but for the order in which fractions were added up.
    private func isSame(_ left: AccuracySums, _ right: AccuracySums) -> Bool {
        left.count == right.count && left.covered == right.covered
            && left.squaredErrorLast == right.squaredErrorLast
            && abs(left.squaredError - right.squaredError) < 1e-9 && abs(left.pinball - right.pinball) < 1e-9
            && abs(left.brierEmpty - right.brierEmpty) < 1e-9
    }

    @Test
    func `a ledger of the first version is brought up to date and keeps its scores`() async throws {
        try await withLedger { folder, database, repository in
            let score = ForecastScore(
                source: "test",
                modelVersion: "v",
                basedOn: monday,
                minutes: 10,
                truthAt: at(10),
                sums: AccuracySums()
            )
            try await repository.add([score])
            try await database.execute(
                """
                DROP TABLE station_scores; DROP TABLE empty_calibration; DROP TABLE counted_truths;
                DELETE FROM schema_migrations WHERE version = 2;
                """
            )
            await database.close()
            let again = try await LedgerDatabase.open(varDirectory: folder)
            let mended = SQLiteAccuracyRepository(database: again)
            #expect(try await mended.lastTruth(source: "test") == at(10))
            _ = try await StationAccuracyLedger(repository: mended).add(truth(["A": 1], at: at(15)), now: at(15))
            #expect(try await written(mended).isEmpty)
            await again.close()
        }
    }

    // MARK: Questions

    private func query(_ parameters: [(String, String)]) throws -> AccuracyQuery {
        let (query, faults) = AccuracyQuery.read(parameters.map { (name: $0.0, value: $0.1) })
        #expect(faults.isEmpty)
        return query
    }

    private func total(_ id: String, count: Int, error: Double, minutes: Int = 10) -> StationAccuracyTotal {
        var sums = AccuracySums()
        sums.count = count
        sums.squaredError = error * error * Double(count)
        sums.squaredErrorLast = Double(count)
        return StationAccuracyTotal(stationID: id, minutes: minutes, sums: sums)
    }

    private let districts = ["A": "마포구", "B": "마포구", "C": "용산구", "D": ""]

    private var totals: [StationAccuracyTotal] {
        [
            total("A", count: 60, error: 0.8), total("B", count: 60, error: 1.2), total("C", count: 90, error: 0.9),
            total("D", count: 60, error: 1), total("E", count: 49, error: 5),
            total("A", count: 60, error: 0.7, minutes: 60),
        ]
    }

    @Test
    func `stations are ranked by skill, those with few forecasts left out`() throws {
        let worst = StationAccuracyReport(totals, query: try query([("by", "station")]), districts: districts)
        #expect(worst.stations?.map(\.name) == ["B", "D", "C", "A"])
        #expect(worst.stations?.first?.district == "마포구")
        #expect(worst.districts == nil)
        let best = try query([("by", "station"), ("order", "best"), ("limit", "2"), ("minutes", "10,60")])
        let rows = StationAccuracyReport(totals, query: best, districts: districts).stations
        #expect(rows?.map(\.name) == ["A", "A"])
        #expect(rows?.map(\.minutes) == [60, 10])
        let inside = try query([("by", "station"), ("district", "용산구")])
        #expect(StationAccuracyReport(totals, query: inside, districts: districts).stations?.map(\.name) == ["C"])
    }

    @Test
    func `a district adds up its stations`() throws {
        let all = StationAccuracyReport(totals, query: try query([("by", "district")]), districts: districts)
        #expect(all.stations == nil)
        #expect(all.districts?.map(\.name) == ["마포구", "용산구"])
        #expect(all.districts?.first?.stations == 2)
        #expect(all.districts?.first?.sums.count == 120)
        let one = StationAccuracyReport(totals, query: try query([("district", "마포구")]), districts: districts)
        #expect(one.districts?.map(\.minutes) == [10, 60])
        var writer = JSONWriter()
        writer.beginObject()
        all.encode(into: &writer)
        writer.endObject()
        let json = try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any])
        let first = try #require((json["districts"] as? [[String: Any]])?.first)
        #expect(first["district"] as? String == "마포구")
        #expect(first["rmse_last"] as? Double == 1)
    }

    @Test
    func `one station is told at every horizon, however few its forecasts`() throws {
        let report = StationAccuracyReport(totals, query: try query([("station", "A")]), districts: districts)
        #expect(report.stations?.map(\.minutes) == [10, 60])
        let few = StationAccuracyReport(totals, query: try query([("station", "E")]), districts: districts)
        #expect(few.stations?.map(\.sums.count) == [49])
        #expect(few.stations?.first?.district == nil)
        let plain = StationAccuracyReport(totals, query: try query([("hours", "48")]), districts: districts)
        #expect(plain.stations == nil && plain.districts == nil)
    }

    @Test(arguments: [
        ("by", "model"), ("order", "random"), ("limit", "0"), ("limit", "501"), ("limit", "ten"), ("hours", "2161"),
        ("minutes", "15"), ("station", ""), ("district", String(repeating: "x", count: 201)), ("colour", "red"),
    ])
    func `values that cannot be understood are named`(_ name: String, _ value: String) {
        let faults = AccuracyQuery.read([(name: name, value: value), (name: "hours", value: "24")]).faults
        #expect(faults.map(\.parameter) == [name])
        #expect(faults.allSatisfy { !$0.message.isEmpty })
    }

    @Test
    func `questions that contradict themselves are refused`() {
        let hour = AccuracyQuery.read([(name: "by", value: "hour"), (name: "station", value: "A")])
        #expect(hour.faults.map(\.parameter) == ["by"])
        let district = AccuracyQuery.read([(name: "station", value: "A"), (name: "by", value: "district")])
        #expect(district.faults.map(\.parameter) == ["by"])
    }
}
