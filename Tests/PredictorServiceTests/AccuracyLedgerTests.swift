import Core
import Foundation
import History
import PredictorService
import SQLite
import Testing

@Suite
struct AccuracyLedgerTests {
    private func withLedger(
        _ body: (String, SQLiteDatabase, SQLiteAccuracyRepository) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try await LedgerDatabase.open(varDirectory: folder)
        try await body(folder, database, SQLiteAccuracyRepository(database: database))
        await database.close()
    }

    private func score(_ minutes: Int, truthAt: Timestamp, error: Double = 4, version: String = "v") -> ForecastScore {
        var sums = AccuracySums()
        sums.count = 2
        sums.squaredError = error
        sums.squaredErrorLast = 8
        return ForecastScore(
            source: "test",
            modelVersion: version,
            basedOn: truthAt.advanced(bySeconds: Int64(-minutes * 60)),
            minutes: minutes,
            truthAt: truthAt,
            sums: sums
        )
    }

    @Test
    func `scoring twice changes nothing`() async throws {
        try await withLedger { _, _, repository in
            let scores = [score(10, truthAt: monday), score(5, truthAt: monday)]
            try await repository.add(scores)
            try await repository.add(scores + [score(10, truthAt: monday, error: 99)])
            let totals = try await repository.totals(
                source: "test",
                from: monday,
                to: monday.advanced(bySeconds: 1),
                utcOffsetSeconds: taipeiOffset
            )
            #expect(totals.map(\.minutes) == [5, 10])
            #expect(
                totals.allSatisfy { $0.sums.squaredError == 4 && $0.sums.count == 2 && $0.hour == 0 && $0.runs == 1 }
            )
            #expect(try await repository.lastTruth(source: "test") == monday)
            #expect(try await repository.lastTruth(source: "other") == nil)
        }
    }

    @Test
    func `the report adds up horizons, hours and models`() async throws {
        try await withLedger { _, _, repository in
            let later = monday.advanced(bySeconds: 3600)
            try await repository.add([
                score(10, truthAt: monday), score(10, truthAt: later, error: 12, version: "w"),
                score(60, truthAt: later),
            ])
            let to = later.advanced(bySeconds: 1)
            let totals = try await repository.totals(
                source: "test",
                from: monday,
                to: to,
                utcOffsetSeconds: taipeiOffset
            )
            let report = AccuracyReport(totals, source: "test", from: monday, to: to, utcOffsetSeconds: taipeiOffset)
            #expect(report.horizons.map(\.minutes) == [10, 60])
            #expect(report.horizons.first?.sums.rootMeanSquare == 2)
            #expect(report.hours.map(\.hour) == [0, 1])
            #expect(report.modelVersions.map(\.version) == ["v", "w"])
            let onlyHour = AccuracyReport(
                totals,
                source: "test",
                from: monday,
                to: to,
                utcOffsetSeconds: taipeiOffset,
                minutes: [60]
            )
            #expect(onlyHour.horizons.map(\.minutes) == [60])
        }
    }

    @Test
    func `old scores are forgotten`() async throws {
        try await withLedger { _, _, repository in
            try await repository.add([score(10, truthAt: monday), score(10, truthAt: monday.advanced(bySeconds: 600))])
            try await repository.removeScores(before: monday.advanced(bySeconds: 600))
            let end = monday.advanced(bySeconds: 6000)
            let totals = try await repository.totals(source: "test", from: monday, to: end, utcOffsetSeconds: 0)
            #expect(totals.map(\.runs) == [1])
        }
    }

    @Test
    func `forecasts that wait for their truths survive a restart`() async throws {
        try await withLedger { _, database, _ in
            let pending = SQLitePendingForecastRepository(database: database)
            var trainee = Trainee()
            let first = try asPublished(trainee.forecast(snapshot([Counted(id: "A", bikes: 5)], at: monday)))
            let later = monday.advanced(bySeconds: 300)
            let second = try asPublished(trainee.forecast(snapshot([Counted(id: "A", bikes: 7)], at: later)))
            try await pending.save(ForecastDocument(second))
            try await pending.save(ForecastDocument(first))
            try await pending.save(ForecastDocument(first))
            #expect(try await pending.load(source: "test") == [first, second])
            #expect(try await pending.load(source: "other").isEmpty)
            try await pending.removeRuns(before: later)
            #expect(try await pending.load(source: "test") == [second])
        }
    }

    private func asPublished(_ run: ForecastRun) throws -> ForecastRun {
        try ForecastRun(document: ForecastDocument(run).bytes)
    }

    @Test
    func `a ledger rebuilt from the history equals the original`() async throws {
        try await withLedger { folder, _, repository in
            let history = HistoryStore(rootPath: "\(folder)/history")
            var trainee = Trainee()
            var scorer = ForecastScorer(source: "replay:test/1")
            var city = BirthDeathCity(stations: 30, seed: 9, liveliest: 1)
            var end = monday
            for step in 0..<24 {
                city.step()
                end = monday.advanced(bySeconds: Int64(step * 300))
                var current = city.snapshot(at: end)
                current.source = "replay:test/1"
                trainee.learn(current)
                for truth in scorer.observe(SnapshotFrame(current, index: &trainee.index)) {
                    let at = truth.truth.observedAt
                    try await history.writeLines(truth.lines(), collection: .forecasts, source: truth.source, at: at)
                    try await repository.add(truth.scores())
                }
                scorer.add(try asPublished(trainee.forecast(current)), index: &trainee.index)
            }
            func totals() async throws -> [AccuracyTotal] {
                let to = end.advanced(bySeconds: 1)
                return try await repository.totals(source: "replay:test/1", from: monday, to: to, utcOffsetSeconds: 0)
            }
            let original = try await totals()
            #expect(original.count >= 5)
            // A ledger that went wrong.
            try await repository.replace([], source: "replay:test/1", from: monday, to: end.advanced(bySeconds: 1))
            #expect(try await totals().isEmpty)
            let counts = try await AccuracyRecomputation(history: history, repository: repository).run()
            #expect(counts.files == 23)
            #expect(try await totals() == original)
            _ = try await AccuracyRecomputation(history: history, repository: repository).run()
            #expect(try await totals() == original)
        }
    }
}
