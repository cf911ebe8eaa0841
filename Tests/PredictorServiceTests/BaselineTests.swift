import Core
import PredictorService
import Testing

@Suite
struct BaselineTests {
    @Test
    func `a planted daily pattern is recovered and then used`() {
        var trainee = Trainee()
        // Monday to Thursday: between 8 and 9 every station loses one bike in five minutes, between 17 and 18 it gains
        // one; else nothing moves.
        for step in 0..<(4 * 288) {
            trainee.learn(patterned(step))
        }
        let morning = patterned(4 * 288 + 8 * 12 + 3)
        let run = trainee.forecast(morning)
        let features = trainee.learner.features(for: SnapshotFrame(morning, index: &trainee.index))
        #expect(features.usualChange[0][0] < -0.6)
        #expect(features.usualChange[0][0] >= -2)
        #expect(run.modelVersion.hasPrefix("baseline-usual-change"))
        #expect(run.horizons[0].bikes[0] < 26.4)
        let night = trainee.forecast(patterned(4 * 288 + 2 * 12))
        #expect(abs(night.horizons[0].bikes[0] - 30) < 0.01)
    }

    private func patterned(_ step: Int) -> Snapshot {
        let inDay = step % 288
        let lost = min(12, max(0, inDay - 8 * 12))
        let gained = min(12, max(0, inDay - 17 * 12))
        let bikes = 30 - lost + gained
        let stations = (0..<40).map { Counted(id: "S\($0)", bikes: bikes, racks: 60) }
        return snapshot(stations, at: monday.advanced(bySeconds: Int64(step * 300)))
    }

    @Test
    func `on white noise the last value serves`() {
        var trainee = Trainee()
        var generator = SeededGenerator(state: 7)
        var last = snapshot([], at: monday)
        var bikes = [Int](repeating: 100, count: 60)
        for step in 0..<(2 * 288) {
            for index in bikes.indices {
                bikes[index] = max(0, bikes[index] + Int.random(in: -2...2, using: &generator))
            }
            let stations = bikes.enumerated().map { Counted(id: "S\($0.offset)", bikes: $0.element, racks: 300) }
            last = snapshot(stations, at: monday.advanced(bySeconds: Int64(step * 300)))
            trainee.learn(last)
        }
        let run = trainee.forecast(last)
        #expect(run.modelVersion == "baseline-last-value")
        #expect(run.horizons[0].bikes == bikes.map(Float.init))
    }

    @Test
    func `the very first forecast is sane and wide`() {
        var trainee = Trainee()
        let run = trainee.forecast(snapshot([Counted(id: "A", bikes: 10), Counted(id: "B", bikes: 0)], at: monday))
        let ten = run.horizons[0].point(0)
        #expect(ten.bikes == 10)
        #expect(ten.p10 < 10 && ten.p90 > 10)
        #expect(ten.p10 >= 5 && ten.p90 <= 15)
        let hour = run.horizons[4].point(0)
        #expect(hour.p90 - hour.p10 > ten.p90 - ten.p10)
        let empty = run.horizons[0].point(1)
        #expect(empty.p10 == 0)
        #expect(empty.pEmpty > 0.3 && empty.pEmpty < 1)
    }

    @Test
    func `quantiles never cross and probabilities stay probabilities`() {
        var trainee = Trainee()
        var city = BirthDeathCity(stations: 40, seed: 3, liveliest: 1.5)
        for step in 0..<60 {
            city.step()
            let current = city.snapshot(at: monday.advanced(bySeconds: Int64(step * 300)))
            trainee.learn(current)
            let run = trainee.forecast(current)
            #expect(run.horizons.map(\.minutes) == [10, 5, 20, 30, 60])
            for horizon in run.horizons {
                for row in run.stationIDs.indices {
                    let point = horizon.point(row)
                    #expect(0 <= point.p10 && point.p10 <= point.p50 && point.p50 <= point.p90)
                    #expect(point.bikes >= 0)
                    #expect((0...1).contains(point.pEmpty) && (0...1).contains(point.pFull))
                }
            }
        }
    }

    @Test
    func `held-out days are covered as promised and emptiness is calibrated`() {
        var trainee = Trainee()
        var city = BirthDeathCity(stations: 100, seed: 11, liveliest: 4)
        var scorer = ForecastScorer(source: "test")
        var sums: [Int: AccuracySums] = [:]
        var expectedEmpty = 0.0
        var observedEmpty = 0.0
        for step in 0..<(2 * 288) {
            city.step()
            let current = city.snapshot(at: monday.advanced(bySeconds: Int64(step * 300)))
            trainee.learn(current)
            for truth in scorer.observe(SnapshotFrame(current, index: &trainee.index)) {
                for score in truth.scores() { sums[score.minutes, default: AccuracySums()].add(score.sums) }
            }
            // The first day only teaches; of the second, every third snapshot is forecast.
            guard step >= 288, step % 3 == 0 else { continue }
            let run = trainee.forecast(current)
            expectedEmpty += run.horizons[0].pEmpty.reduce(0) { $0 + Double($1) }
            observedEmpty += Double(city.bikes.count { $0 == 0 })
            scorer.add(run, index: &trainee.index)
        }
        for minutes in [5, 10, 20, 30, 60] {
            let sum = sums[minutes, default: AccuracySums()]
            #expect(sum.count > 8000)
            // Counts are whole, so the closed interval holds somewhat more than 80 %.
            let coverage = sum.mean(Double(sum.covered))
            #expect(coverage > 0.78 && coverage < 0.92, "+\(minutes): \(coverage)")
            #expect(sum.brierEmpty < sum.brierEmptyLast)
        }
        #expect(abs(expectedEmpty / observedEmpty - 1) < 0.1, "\(expectedEmpty) against \(observedEmpty)")
    }

    @Test
    func `bikes beyond the racks are forecast as they are`() {
        var trainee = Trainee()
        let stations = [
            Counted(id: "over", bikes: 26, docksFree: 0, racks: 20),
            Counted(id: "none", bikes: 5, docksFree: 0, racks: 0),
            Counted(id: "blocked", bikes: 4, docksFree: 0, racks: 20),
        ]
        let run = trainee.forecast(snapshot(stations, at: monday))
        #expect(run.horizons[0].bikes == [26, 5, 4])
        // Six bikes would have to go before a dock is free.
        #expect(run.horizons[0].pFull[0] > 0.95)
        // Without racks no dock can ever be free.
        #expect(run.horizons[0].pFull[1] == 1)
        #expect(run.horizons[0].pFull[2] > 0.5 && run.horizons[0].pFull[2] < 1)
    }

    @Test
    func `stations come and go without disturbing the others`() {
        var trainee = Trainee()
        for step in 0..<40 {
            var stations = [Counted(id: "A", bikes: 3), Counted(id: "C", bikes: 9)]
            if step >= 20 { stations.insert(Counted(id: "B", bikes: 7), at: 1) }
            if step >= 30 { stations.removeFirst() }
            let current = snapshot(stations, at: monday.advanced(bySeconds: Int64(step * 300)))
            trainee.learn(current)
            let run = trainee.forecast(current)
            #expect(run.stationIDs == stations.map(\.id))
            #expect(run.horizons[0].p50 == stations.map { Float($0.bikes) })
        }
        #expect(trainee.index.count == 3)
    }

    @Test
    func `an index that is full leaves further stations out`() {
        var index = StationIndex()
        for number in 0..<StationIndex.limit { _ = index.insert("S\(number)") }
        let frame = SnapshotFrame(
            snapshot([Counted(id: "S5", bikes: 1), Counted(id: "new", bikes: 2)], at: monday),
            index: &index
        )
        #expect(frame.stationIDs == ["S5"])
        #expect(frame.rows == [5])
        #expect(index.count == StationIndex.limit)
    }

    @Test
    func `nothing is learned across a gap of more than twenty minutes`() {
        // The count jumps by 10 across the gap; the learner must go on believing that nothing ever changes.
        let quiet = learnedMagnitude(gapSeconds: 21 * 60)
        let noisy = learnedMagnitude(gapSeconds: 10 * 60)
        #expect(quiet < noisy)
    }

    private func learnedMagnitude(gapSeconds: Int64) -> Float {
        var trainee = Trainee()
        var time = monday
        for step in 0..<24 {
            trainee.learn(snapshot([Counted(id: "A", bikes: step < 12 ? 5 : 15)], at: time))
            time = time.advanced(bySeconds: step == 11 ? gapSeconds : 600)
        }
        let frame = SnapshotFrame(snapshot([Counted(id: "A", bikes: 15)], at: time), index: &trainee.index)
        return trainee.learner.features(for: frame).usualMagnitude[0][0]
    }

    @Test
    func `a snapshot is learned once and never behind a later one`() {
        var trainee = Trainee()
        let learned = [Int64(0), 0, -300, 300].map { second in
            trainee.learn(snapshot([Counted(id: "A", bikes: 5)], at: monday.advanced(bySeconds: second)))
        }
        #expect(learned == [true, false, false, true])
        #expect(trainee.learner.snapshotCount == 2)
    }

    @Test
    func `the encoded forecast has ten minutes first`() throws {
        var trainee = Trainee()
        let document = ForecastDocument(trainee.forecast(snapshot([Counted(id: "A", bikes: 5)], at: monday)))
        let run = try ForecastRun(document: document.bytes)
        #expect(run.horizons.map(\.minutes) == [10, 5, 20, 30, 60])
        let text = String(decoding: document.predictionsJSON, as: UTF8.self)
        #expect(text.hasPrefix(#"[{"station_id":"A","made_at":"2024-11-18T00:00:00+08:00""#))
        #expect(text.contains(#""horizons":[{"minutes":10,"at":"2024-11-18T00:10:00+08:00","bikes":5,"#))
    }

    @Test
    func `carried-over counts teach nothing`() {
        var trainee = Trainee()
        var index = StationIndex()
        let stale = Counted(id: "A", bikes: 5, observedAt: monday.advanced(bySeconds: -300))
        let fresh = Counted(id: "B", bikes: 5, observedAt: monday)
        let frame = SnapshotFrame(snapshot([stale, fresh], at: monday), index: &index)
        #expect(!frame.isObserved(0))
        #expect(frame.isObserved(1))
        let run = trainee.forecast(snapshot([stale, fresh], at: monday))
        #expect(run.stationIDs == ["A", "B"])
    }
}
