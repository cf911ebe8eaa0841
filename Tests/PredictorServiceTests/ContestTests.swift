import Core
import PredictorService
import Testing

@Suite
struct ContestTests {
    private func forecast(_ bikes: Float, minutes: Int = 10, count: Int = 3) -> HorizonForecast {
        var forecast = HorizonForecast(minutes: minutes)
        for _ in 0..<count {
            forecast.append(
                PointForecast(bikes: bikes, p10: bikes - 1, p50: bikes, p90: bikes + 1, pEmpty: 0, pFull: 0)
            )
        }
        return forecast
    }

    /// Lets "good" say 5 and "bad" say 5 + `error`, while the truth is 4, 5 or 6, every five minutes for `hours`.
    private func contest(hours: Int, error: Float, champion: String? = nil) -> (ForecastContest, StationIndex) {
        var contest = ForecastContest()
        var index = StationIndex()
        for step in 0..<hours * 12 {
            let time = monday.advanced(bySeconds: Int64(step) * 300)
            let bikes = [4, 5, 6][(step * 7 + step / 12) % 3]
            let stations = ["A", "B", "C"].map { Counted(id: $0, bikes: bikes) }
            let frame = SnapshotFrame(snapshot(stations, at: time), index: &index)
            contest.settle(frame, champion: champion)
            let none = [HorizonForecast?](repeating: nil, count: 4)
            contest.add(
                basedOn: time,
                rows: frame.rows,
                forecasts: [
                    "good": [forecast(5)] + none, "bad": [forecast(5 + error)] + none, "baseline": [forecast(5)] + none,
                ]
            )
        }
        return (contest, index)
    }

    @Test
    func `a model that is clearly worse is seen to be`() {
        let (contest, _) = contest(hours: 26, error: 2)
        let standing = contest.standing("bad", against: "good", hours: 24)
        #expect(standing.hours == 24)
        #expect(standing.difference > 0.5)
        #expect(standing.isWorse)
        #expect(contest.standing("good", against: "bad", hours: 24).isBetter)
    }

    @Test
    func `equal models are neither worse nor better`() {
        let (contest, _) = contest(hours: 26, error: 0)
        let standing = contest.standing("bad", against: "good", hours: 24)
        #expect(!standing.isWorse)
        #expect(!standing.isBetter)
        #expect(contest.standing("bad", against: "nobody", hours: 24).hours == 0)
    }

    @Test
    func `the baseline serves where the champion has lost to it`() {
        let (lost, index) = contest(hours: 30, error: 3, champion: "bad")
        #expect(lost.stations[0].fallbackCount == index.count)
        #expect(lost.stations[1].fallbackCount == 0)
        let (won, _) = contest(hours: 30, error: 0, champion: "bad")
        #expect(won.stations[0].fallbackCount == 0)
        let (early, _) = contest(hours: 5, error: 3, champion: "bad")
        #expect(early.stations[0].fallbackCount == 0)
    }
}
