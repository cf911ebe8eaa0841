import Core
import PredictorService
import Testing

@Suite
struct ForecastEngineTests {
    private func at(_ seconds: Int64) -> Timestamp { monday.advanced(bySeconds: seconds) }

    private func counted(_ bikes: Int, second: Int64, source: String = "test") -> Snapshot {
        snapshot([Counted(id: "A", bikes: bikes)], at: at(second), source: source)
    }

    private func startedEngine(forecastUpTo: Timestamp? = nil) async -> ForecastEngine {
        let engine = ForecastEngine()
        _ = await engine.begin(source: "test", pending: [], scoredUpTo: nil, forecastUpTo: forecastUpTo)
        return engine
    }

    @Test
    func `a snapshot is forecast once`() async throws {
        let engine = await startedEngine()
        _ = await engine.take(counted(5, second: 0))
        let due = try #require(await engine.beginForecast(now: at(1)))
        #expect(due.observedAt == monday)
        // Nobody else begins meanwhile.
        #expect(await engine.beginForecast(now: at(1)) == nil)
        let work = try #require(await engine.forecastWork(from: monday))
        let run = await work.run(madeAt: at(1)).run
        #expect(run.basedOn == monday)
        // What is scored here is what others read.
        #expect(try ForecastRun(document: ForecastDocument(run).bytes) == run)
        await engine.endForecast(monday)
        #expect(await engine.beginForecast(now: at(2)) == nil)
        _ = await engine.take(counted(6, second: 300))
        #expect(await engine.beginForecast(now: at(301)) != nil)
    }

    @Test
    func `a forecast that failed is due again, another replica's is not`() async throws {
        let engine = await startedEngine()
        _ = await engine.take(counted(5, second: 0))
        _ = await engine.beginForecast(now: at(1))
        let work = try #require(await engine.forecastWork(from: monday))
        let run = await work.run(madeAt: at(1)).run
        await engine.endForecast(nil)
        #expect(await engine.beginForecast(now: at(1)) != nil)
        await engine.endForecast(nil)
        await engine.take(run)
        #expect(await engine.beginForecast(now: at(1)) == nil)
    }

    @Test
    func `a stale snapshot is not forecast`() async {
        let engine = await startedEngine()
        _ = await engine.take(counted(5, second: 0))
        #expect(await engine.beginForecast(now: at(751)) == nil)
        #expect(await engine.beginForecast(now: at(750)) != nil)
    }

    @Test
    func `a snapshot that had its forecast before a restart gets no other`() async {
        let engine = await startedEngine(forecastUpTo: monday)
        _ = await engine.take(counted(5, second: 0))
        #expect(await engine.beginForecast(now: at(1)) == nil)
    }

    @Test
    func `another source or an earlier time starts anew`() async {
        let engine = await startedEngine()
        _ = await engine.take(counted(5, second: 600))
        guard case .known = await engine.take(counted(5, second: 600)),
            case .known = await engine.take(counted(5, second: 300))
        else {
            Issue.record("the same snapshot, or one that comes late, is news")
            return
        }
        guard case .unknownSource = await engine.take(counted(5, second: 900, source: "other")),
            case .unknownSource = await engine.take(counted(5, second: -3600))
        else {
            Issue.record("a new start is not noticed")
            return
        }
    }

    @Test
    func `history is learned before the snapshots that came meanwhile, and nothing twice`() async throws {
        let engine = await startedEngine()
        _ = await engine.take(counted(5, second: 6000))
        _ = await engine.take(counted(6, second: 6300))
        #expect(await engine.status?.learnedSnapshots == 0)
        for second in stride(from: Int64(0), through: 6000, by: 300) {
            #expect(await engine.takeHistory(counted(4, second: second), generation: 1) != nil)
        }
        #expect(await engine.status?.learnedSnapshots == 21)
        _ = await engine.finishHistory(generation: 1)
        // Second 6000 was in both.
        #expect(await engine.status?.learnedSnapshots == 22)
        #expect(await engine.status?.learnedUpTo == at(6300))
        #expect(await engine.status?.isLearningHistory == false)
        #expect(await engine.takeHistory(counted(4, second: 6600), generation: 1) == nil)
    }

    @Test
    func `what was read for an earlier start is not taken for the next one's`() async {
        let engine = await startedEngine()
        _ = await engine.take(counted(5, second: 6000))
        let second = await engine.begin(source: "test", pending: [], scoredUpTo: nil, forecastUpTo: nil)
        _ = await engine.take(counted(5, second: 3000))
        #expect(await engine.takeHistory(counted(4, second: 5700), generation: 1) == nil)
        #expect(await engine.finishHistory(generation: 1).isEmpty)
        #expect(await engine.status?.isLearningHistory == true)
        #expect(await engine.takeHistory(counted(4, second: 2700), generation: second) != nil)
    }

    @Test
    func `forecasts made before a restart are scored with the history's snapshots`() async throws {
        var trainee = Trainee()
        let run = trainee.forecast(counted(5, second: 0))
        let engine = ForecastEngine()
        _ = await engine.begin(source: "test", pending: [run], scoredUpTo: nil, forecastUpTo: nil)
        _ = await engine.take(counted(8, second: 900))
        var settled: [SettledTruth] = []
        for second in [Int64(0), 300, 600] {
            settled += await engine.takeHistory(counted(7, second: second), generation: 1) ?? []
        }
        settled += await engine.finishHistory(generation: 1)
        #expect(settled.flatMap { $0.scores() }.map(\.minutes) == [5, 10])
    }
}
