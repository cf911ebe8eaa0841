import Core
import Foundation
import GradientBoosting
import PredictorService
import Testing

@Suite
struct DriftTests {
    private let names = ["level", "flow", "constant", "weekday"]

    /// Rows of a level, a flow with much weight on 0, a constant and a day of the week.
    private func rows(
        _ count: Int,
        seed: UInt64,
        shift: Float = 0,
        missing: Double = 0,
        constant: Float = 3
    ) -> [[Float]] {
        var generator = SeededGenerator(state: seed)
        return (0..<count).map { _ in
            let level = (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: 0..<10, using: &generator) }
            let flow: Float = Bool.random(using: &generator) ? 0 : Float(Int.random(in: -3...5, using: &generator))
            let isMissing = Double.random(in: 0..<1, using: &generator) < missing
            return [isMissing ? .nan : level + shift, flow, constant, Float(Int.random(in: 0..<7, using: &generator))]
        }
    }

    private func reference(_ rows: [[Float]]) -> FeatureReference {
        FeatureReference(names: names, table: FeatureTable(columnCount: names.count, values: rows.flatMap(\.self)))
    }

    private func columns(_ rows: [[Float]]) -> FeatureColumns {
        var columns = FeatureColumns(columnCount: names.count, rowCount: rows.count)
        for (row, values) in rows.enumerated() {
            for (column, value) in values.enumerated() { columns[column, row] = value }
        }
        return columns
    }

    /// The index of each feature after `rows` came in moments a minute apart, each small enough to be taken whole.
    private func psi(_ rows: [[Float]], against reference: FeatureReference) throws -> [String: Double] {
        var drift = FeatureDrift(reference: reference, names: names)
        for start in stride(from: 0, to: rows.count, by: FeatureDrift.rowsPerMoment) {
            let moment = Array(rows[start..<min(start + FeatureDrift.rowsPerMoment, rows.count)])
            drift.add(columns(moment), at: monday.advanced(bySeconds: Int64(start)))
        }
        #expect(drift.rowCount == rows.count)
        return Dictionary(uniqueKeysWithValues: try #require(drift.psi()).map { ($0.name, $0.psi) })
    }

    @Test
    func `features distributed as learned are stable, the calendar is left alone`() throws {
        let psi = try psi(rows(10_000, seed: 2), against: reference(rows(30_000, seed: 1)))
        #expect(psi.keys.sorted() == ["constant", "flow", "level"])
        #expect(psi.values.allSatisfy { $0 < 0.02 && $0 >= 0 })
    }

    @Test
    func `a shift is large and a lesser one moderate`() throws {
        let learned = reference(rows(30_000, seed: 1))
        // The level's standard deviation is 5.8.
        let shifted = try psi(rows(5000, seed: 2, shift: 6), against: learned)
        #expect(DriftStatus(psi: try #require(shifted["level"])) == .large)
        #expect(DriftStatus(psi: try #require(shifted["flow"])) == .stable)
        let moved = try psi(rows(5000, seed: 2, shift: 2.3), against: learned)
        #expect(DriftStatus(psi: try #require(moved["level"])) == .moderate)
    }

    @Test
    func `values that go missing are noticed, and those that always were are not`() throws {
        let whole = reference(rows(20_000, seed: 1))
        #expect(try #require(try psi(rows(5000, seed: 2, missing: 0.2), against: whole)["level"]) > 0.25)
        let gappy = reference(rows(20_000, seed: 1, missing: 0.2))
        #expect(try #require(try psi(rows(5000, seed: 2, missing: 0.2), against: gappy)["level"]) < 0.02)
        #expect(try #require(try psi(rows(5000, seed: 2), against: gappy)["level"]) > 0.25)
        let never = reference(rows(20_000, seed: 1, missing: 1))
        #expect(try #require(try psi(rows(5000, seed: 2, missing: 1), against: never)["level"]) == 0)
        #expect(try #require(try psi(rows(5000, seed: 2), against: never)["level"]) > 1)
    }

    @Test
    func `a constant that becomes another constant is large on either side`() throws {
        let learned = reference(rows(2000, seed: 1))
        for (constant, expected) in [(Float(3), DriftStatus.stable), (2, .large), (4, .large), (.infinity, .large)] {
            let psi = try psi(rows(2000, seed: 2, constant: constant), against: learned)
            #expect(DriftStatus(psi: try #require(psi["constant"])) == expected)
        }
    }

    @Test
    func `nothing is said before a thousand rows, and columns of another shape are left out`() {
        var drift = FeatureDrift(reference: reference(rows(2000, seed: 1)), names: names)
        drift.add(columns(rows(512, seed: 2)), at: monday)
        #expect(drift.psi() == nil)
        drift.add(FeatureColumns(columnCount: 3, rowCount: 600), at: monday)
        drift.add(FeatureColumns(columnCount: 4, rowCount: 0), at: monday)
        #expect(drift.rowCount == 512)
        // A moment gives no more than its share.
        drift.add(columns(rows(2000, seed: 3)), at: monday)
        #expect(drift.rowCount == 1024)
        #expect(drift.psi()?.count == 3)
    }

    @Test
    func `the window forgets what is a day old, and begins anew when the clock is put back`() throws {
        var drift = FeatureDrift(reference: reference(rows(20_000, seed: 1)), names: names)
        let odd = columns(rows(512, seed: 2, shift: 50))
        let usual = columns(rows(512, seed: 3))
        for hour in 0..<12 { drift.add(odd, at: monday.advanced(bySeconds: Int64(hour * 3600))) }
        #expect(drift.hourCount == 12)
        #expect(try #require(drift.psi()?.first).psi > 1)
        for hour in 12..<36 { drift.add(usual, at: monday.advanced(bySeconds: Int64(hour * 3600 + 1799))) }
        #expect(drift.hourCount == 24)
        #expect(drift.rowCount == 24 * 512)
        #expect(try #require(drift.psi()?.first).psi < 0.1)
        // An hour late is in the window still.
        drift.add(usual, at: monday.advanced(bySeconds: 34 * 3600))
        #expect(drift.hourCount == 24)
        drift.add(usual, at: monday.advanced(bySeconds: -3600))
        #expect(drift.hourCount == 1)
        #expect(drift.rowCount == 512)
    }

    @Test
    func `a reference is the same after it was written and read`() throws {
        let learned = reference(rows(5000, seed: 1, missing: 0.1))
        let data = try JSONEncoder().encode(learned)
        #expect(try JSONDecoder().decode(FeatureReference.self, from: data) == learned)
        #expect(data.count < 4000)
        let many = FeatureTable(columnCount: 1, values: (0..<FeatureReference.rowLimit + 7).map(Float.init))
        let sampled = FeatureReference(names: ["one"], table: many)
        #expect(sampled.rows == FeatureReference.rowLimit)
        #expect(sampled.features.first?.edges.count == 11)
        let none = FeatureReference(names: ["one"], table: FeatureTable(columnCount: 1))
        #expect(try JSONDecoder().decode(FeatureReference.self, from: JSONEncoder().encode(none)) == none)
    }

    @Test(arguments: [
        "[]", #"{"rows":1}"#, #"{"rows":-1,"features":[]}"#, #"{"rows":9999999999,"features":[]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[1],"shares":[1]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[2,1],"shares":[1,0]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[1,2,2],"shares":[0.5,0.5,0]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[1,2],"shares":[1]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[1,2],"shares":[2,-1]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[1,2],"shares":[0.4,0.4]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[1,1e999],"shares":[1,0]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[0,1,2,3,4,5,6,7,8,9,10,11],"shares":[1,0,0,0,0,0,0,0,0,0,0,0]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[],"shares":[1]},{"name":"a","edges":[],"shares":[1]}]}"#,
        #"{"rows":1,"features":[{"name":"a","edges":[],"shares":[]}]}"#,
    ])
    func `a reference that cannot be is refused`(_ text: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(FeatureReference.self, from: Data(text.utf8)) }
    }

    // MARK: Residuals

    /// Truths an hour apart of ten stations; forecast `f` of hour `h` errs by `error(h)` bikes.
    private func truths(hours: Range<Int>, error: (Int) -> Float) -> [SettledTruth] {
        let ids = (0..<10).map { "S\($0)" }
        return hours.map { hour in
            let at = monday.advanced(bySeconds: Int64(hour * 3600))
            var index = StationIndex()
            let frame = SnapshotFrame(snapshot(ids.map { Counted(id: $0, bikes: 8) }, at: at), index: &index)
            var points = HorizonForecast(minutes: 10)
            for _ in ids {
                points.append(PointForecast(bikes: 8 + error(hour), p10: 6, p50: 8, p90: 10, pEmpty: 0, pFull: 0))
            }
            let run = ForecastRun(
                source: "test",
                madeAt: at.advanced(bySeconds: -600),
                basedOn: at.advanced(bySeconds: -600),
                modelVersion: "m",
                intervalSeconds: 300,
                utcOffsetSeconds: taipeiOffset,
                stationIDs: ids,
                horizons: [points]
            )
            let rows = (0..<10).map(Int32.init)
            let forecast = SettledTruth.Forecast(
                run: run,
                horizon: 0,
                last: [Int32](repeating: 8, count: 10),
                runRows: rows
            )
            return SettledTruth(source: "test", truth: frame, forecasts: [forecast])
        }
    }

    @Test
    func `errors are read against those of the held-back days`() throws {
        var drift = ResidualDrift(
            references: [ResidualReference(minutes: 10, meanError: 0.5, rmse: 2)],
            modelVersion: "m"
        )
        #expect(drift.readings().isEmpty)
        for truth in truths(hours: 0..<5, error: { $0.isMultiple(of: 2) ? 2 : 0 }) { drift.add(truth) }
        var reading = try #require(drift.readings().first)
        #expect(reading.count == 50)
        #expect(abs(reading.meanError - 1.2) < 1e-6)
        #expect(reading.meanShift == nil)
        for truth in truths(hours: 5..<6, error: { _ in 0 }) { drift.add(truth) }
        reading = try #require(drift.readings().first)
        // Means 2 0 2 0 2 0: mean 1, standard error sqrt(6/5/6).
        #expect(abs(try #require(reading.meanShift) - 0.5 / (0.2).squareRoot()) < 1e-6)
        #expect(abs(try #require(reading.rmseRatio) - (2.0).squareRoot() / 2) < 1e-6)
        // A day later only the new ones are left.
        for truth in truths(hours: 29..<30, error: { _ in -3 }) { drift.add(truth) }
        reading = try #require(drift.readings().first)
        #expect(reading.count == 10)
        #expect(reading.meanError == -3)
        var other = ResidualDrift(references: [], modelVersion: "another")
        for truth in truths(hours: 0..<2, error: { _ in 1 }) { other.add(truth) }
        #expect(other.readings().isEmpty)
    }

    @Test
    func `the report tells the worst ten and counts the others`() throws {
        let many = (0..<15).map { "f\($0)" }
        var generator = SeededGenerator(state: 5)
        let values = (0..<3000 * 15).map { _ in Float.random(in: 0..<1, using: &generator) }
        let learned = FeatureReference(names: many, table: FeatureTable(columnCount: 15, values: values))
        var features = FeatureDrift(reference: learned, names: many)
        var table = FeatureColumns(columnCount: 15, rowCount: 500)
        for column in 0..<15 {
            let shift: Float = column < 3 ? 5 : 0
            for row in 0..<500 { table[column, row] = values[row * 15 + column] + shift }
        }
        for hour in 0..<4 { features.add(table, at: monday.advanced(bySeconds: Int64(hour * 3600))) }
        var residuals = ResidualDrift(references: [ResidualReference(minutes: 10, meanError: 0, rmse: 2)])
        for truth in truths(hours: 0..<1, error: { _ in 3 }) { residuals.add(truth) }
        // Four hours are no day.
        #expect(
            DriftReport(features: features, residuals: residuals).gauges.map(\.name)
                == ["predictor_residual_rmse_ratio"]
        )
        for hour in 4..<20 { features.add(table, at: monday.advanced(bySeconds: Int64(hour * 3600))) }
        let report = DriftReport(features: features, residuals: residuals)
        #expect(report.statusCounts == [.large: 3, .stable: 12])
        let gauges = report.gauges
        #expect(gauges.count == 14)
        #expect(Set(gauges.prefix(3).compactMap { $0.labels.first?.value }) == ["f0", "f1", "f2"])
        #expect(gauges.last?.value == 1.5)
        var writer = JSONWriter()
        report.encode(into: &writer)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any])
        let worst = try #require(json["features"] as? [[String: Any]])
        #expect(worst.count == 10)
        #expect(worst.first?["status"] as? String == "large")
        #expect(json["hours"] as? Int == 20)
        let residual = try #require((json["residual"] as? [[String: Any]])?.first)
        #expect(residual["mean_error"] as? Double == 3)
        #expect(residual["rmse_ratio"] as? Double == 1.5)
    }
}
