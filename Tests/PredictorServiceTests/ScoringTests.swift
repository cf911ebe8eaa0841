import Core
import PredictorService
import Testing

@Suite
struct ScoringTests {
    private func run(
        basedOn: Timestamp,
        minutes: [Int] = [10],
        point: PointForecast = PointForecast(bikes: 4.5, p10: 2, p50: 4, p90: 6, pEmpty: 0.25, pFull: 0.5),
        ids: [String] = ["A"]
    ) -> ForecastRun {
        ForecastRun(
            source: "test",
            madeAt: basedOn,
            basedOn: basedOn,
            modelVersion: "v",
            intervalSeconds: 300,
            utcOffsetSeconds: taipeiOffset,
            stationIDs: ids,
            horizons: minutes.map { minutes in
                var horizon = HorizonForecast(minutes: minutes)
                for _ in ids { horizon.append(point) }
                return horizon
            }
        )
    }

    private func at(_ seconds: Int64) -> Timestamp { monday.advanced(bySeconds: seconds) }

    /// Feeds a forecast made at second 0 and then snapshots of one station, and returns what was settled: (truth
    /// second, bikes).
    private func settle(_ truths: [(second: Int64, bikes: Int)], minutes: [Int] = [10]) -> [(Int64, ForecastScore)] {
        var index = StationIndex()
        var scorer = ForecastScorer(source: "test")
        _ = scorer.observe(SnapshotFrame(snapshot([Counted(id: "A", bikes: 5)], at: monday), index: &index))
        scorer.add(run(basedOn: monday, minutes: minutes), index: &index)
        return truths.flatMap { truth in
            let frame = SnapshotFrame(
                snapshot([Counted(id: "A", bikes: truth.bikes)], at: at(truth.second)),
                index: &index
            )
            return scorer.observe(frame).flatMap { settled in
                settled.scores().map { (Int64(settled.truth.observedAt.secondsSince(monday)), $0) }
            }
        }
    }

    @Test
    func `scores agree with numbers worked out by hand`() throws {
        let settled = settle([(300, 6), (600, 0)])
        #expect(settled.count == 1)
        let sums = try #require(settled.first).1.sums
        #expect(sums.count == 1)
        #expect(sums.squaredError == 20.25)
        #expect(sums.squaredErrorLast == 25)
        #expect(sums.absoluteError == 4)
        #expect(sums.absoluteErrorLast == 5)
        // (2·0.9 + 4·0.5 + 6·0.1) / 3
        #expect(abs(sums.pinball - 4.4 / 3) < 1e-12)
        #expect(sums.brierEmpty == 0.5625)
        #expect(sums.brierEmptyLast == 1)
        #expect(sums.brierFull == 0.25)
        #expect(sums.covered == 0)
        #expect(sums.skill == 1 - 4.5 / 5)
    }

    @Test
    func `the truth is the nearest snapshot, before or after`() {
        #expect(settle([(540, 1), (700, 2)]).map(\.0) == [540])
        #expect(settle([(500, 1), (660, 2)]).map(\.0) == [660])
        #expect(settle([(300, 1), (620, 2)]).map(\.0) == [620])
    }

    @Test
    func `a snapshot at or just before the time settles at once`() {
        #expect(settle([(600, 1)]).map(\.0) == [600])
        #expect(settle([(580, 1)]).map(\.0) == [580])
        // A minute before, a nearer one may still come.
        #expect(settle([(540, 1)]).isEmpty)
    }

    @Test
    func `half a poll interval or more away there is no truth`() {
        #expect(settle([(450, 1), (750, 2)]).isEmpty)
        #expect(settle([(300, 1), (749, 2)]).map(\.0) == [749])
        #expect(settle([(300, 1), (1200, 2), (1500, 3)]).isEmpty)
    }

    @Test
    func `all horizons with one truth are handed out together`() {
        var index = StationIndex()
        var scorer = ForecastScorer(source: "test")
        var settled: [SettledTruth] = []
        for step in 0..<20 {
            let time = at(Int64(step * 300))
            settled += scorer.observe(SnapshotFrame(snapshot([Counted(id: "A", bikes: step)], at: time), index: &index))
            scorer.add(run(basedOn: time, minutes: [10, 5, 20, 30, 60]), index: &index)
        }
        #expect(Set(settled.map(\.truth.observedAt)).count == settled.count)
        let last = settled.last
        #expect(last?.forecasts.count == 5)
        #expect(last?.scores().map(\.minutes).sorted() == [5, 10, 20, 30, 60])
        #expect(scorer.pendingCount <= 13)
    }

    @Test
    func `the same snapshot or forecast again changes nothing`() {
        var index = StationIndex()
        var scorer = ForecastScorer(source: "test")
        let base = SnapshotFrame(snapshot([Counted(id: "A", bikes: 5)], at: monday), index: &index)
        _ = scorer.observe(base)
        scorer.add(run(basedOn: monday), index: &index)
        scorer.add(run(basedOn: monday), index: &index)
        #expect(scorer.pendingCount == 1)
        let truth = SnapshotFrame(snapshot([Counted(id: "A", bikes: 6)], at: at(600)), index: &index)
        let first = scorer.observe(truth)
        let second = scorer.observe(truth)
        #expect(first.count == 1)
        #expect(second.isEmpty)
    }

    @Test
    func `truths that were scored before a restart are not scored again`() {
        var index = StationIndex()
        var scorer = ForecastScorer(source: "test", scoredUpTo: at(600))
        scorer.add(run(basedOn: monday, minutes: [10, 20]), index: &index)
        var settled: [SettledTruth] = []
        for second in stride(from: Int64(0), through: 1200, by: 300) {
            let frame = SnapshotFrame(snapshot([Counted(id: "A", bikes: 6)], at: at(second)), index: &index)
            settled += scorer.observe(frame)
        }
        #expect(settled.map(\.truth.observedAt) == [at(1200)])
    }

    @Test
    func `stations without a last value, a forecast or a fresh truth are left out`() {
        var index = StationIndex()
        var scorer = ForecastScorer(source: "test")
        let before = [Counted(id: "A", bikes: 1), Counted(id: "B", bikes: 2), Counted(id: "C", bikes: 3)]
        _ = scorer.observe(SnapshotFrame(snapshot(before, at: monday), index: &index))
        scorer.add(run(basedOn: monday, ids: ["A", "B", "D"]), index: &index)
        let after = [
            Counted(id: "A", bikes: 1), Counted(id: "B", bikes: 2, observedAt: monday.advanced(bySeconds: -900)),
            Counted(id: "C", bikes: 3), Counted(id: "D", bikes: 4),
        ]
        let settled = scorer.observe(SnapshotFrame(snapshot(after, at: at(600)), index: &index))
        #expect(settled.flatMap { $0.scores() }.map(\.sums.count) == [1])
        let lines = settled.first.map { String(decoding: $0.lines(), as: UTF8.self) } ?? ""
        #expect(lines.split(separator: "\n").count == 1)
        let expected =
            #"{"station_id":"A","at":"2024-11-18T00:10:00+08:00","truth":1,"docks_free":19,"forecasts":["#
            + #"{"minutes":10,"based_on":"2024-11-18T00:00:00+08:00","model_version":"v","last":1,"bikes":4.5,"#
            + #""p10":2,"p50":4,"p90":6,"p_empty":0.25,"p_full":0.5}],"source":"test"}"#
        #expect(lines == expected + "\n")
    }

    @Test
    func `scores computed again from the history's lines are the original ones`() throws {
        var trainee = Trainee()
        var scorer = ForecastScorer(source: "test")
        var city = BirthDeathCity(stations: 50, seed: 5, liveliest: 1)
        var original: [ForecastScore] = []
        var recomputed: [ForecastScore] = []
        for step in 0..<30 {
            city.step()
            let current = city.snapshot(at: at(Int64(step * 300)))
            trainee.learn(current)
            for truth in scorer.observe(SnapshotFrame(current, index: &trainee.index)) {
                original += truth.scores()
                recomputed += try OutcomeRescorer.scores(lines: truth.lines())
            }
            // As every replica gets it: through its document.
            let document = ForecastDocument(trainee.forecast(current)).bytes
            scorer.add(try ForecastRun(document: document), index: &trainee.index)
        }
        #expect(original.count > 100)
        #expect(Set(original) == Set(recomputed))
    }
}
