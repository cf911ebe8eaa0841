package import Core

/// A snapshot with all the forecasts whose truth it is.
package struct SettledTruth: Sendable {
    /// One run's forecast of one horizon; columns are aligned with the truth's rows.
    package struct Forecast: Sendable {
        package let run: ForecastRun
        /// Index into the run's horizons.
        package let horizon: Int
        /// Bikes in the snapshot the run was made from, ``SnapshotFrame/absent`` where unknown; by station row.
        package let last: [Int32]
        /// The run's row of each station row, −1 where it has none.
        package let runRows: [Int32]

        package init(run: ForecastRun, horizon: Int, last: [Int32], runRows: [Int32]) {
            self.run = run
            self.horizon = horizon
            self.last = last
            self.runRows = runRows
        }
    }

    package let source: String
    package let truth: SnapshotFrame
    /// Oldest run first.
    package let forecasts: [Forecast]

    package init(source: String, truth: SnapshotFrame, forecasts: [Forecast]) {
        self.source = source
        self.truth = truth
        self.forecasts = forecasts
    }

    /// The score of each forecast, over the stations that were observed both times.
    package func scores() -> [ForecastScore] {
        var scores = forecasts.map { forecast in
            ForecastScore(
                source: source,
                modelVersion: forecast.run.modelVersion,
                basedOn: forecast.run.basedOn,
                minutes: forecast.run.horizons[forecast.horizon].minutes,
                truthAt: truth.observedAt,
                sums: AccuracySums()
            )
        }
        forEachOutcome { _, forecast, outcome in scores[forecast].sums.add(outcome) }
        return scores.filter { $0.sums.count > 0 }
    }

    /// The lines of the forecast history: one a station, its truth and every forecast of it.
    package func lines() -> [UInt8] {
        let encoder = OutcomeLineEncoder(self)
        var writer = JSONWriter(capacity: truth.rows.count * (120 + 190 * forecasts.count))
        for (position, row) in truth.rows.lazy.map(Int.init).enumerated() {
            let outcomes = forecasts.indices.compactMap { index in
                outcome(of: forecasts[index], row: row).map { (forecast: index, outcome: $0) }
            }
            guard !outcomes.isEmpty else { continue }
            encoder.encode(stationID: truth.stationIDs[position], outcomes: outcomes, into: &writer)
        }
        return writer.bytes
    }

    /// Calls `body` with every station that was observed both times, by its position in the truth, and each of
    /// ``forecasts``, by its index.
    func forEachOutcome(_ body: (_ position: Int, _ forecast: Int, _ outcome: ForecastOutcome) -> Void) {
        for (position, row) in truth.rows.lazy.map(Int.init).enumerated() {
            for (index, forecast) in forecasts.enumerated() {
                if let outcome = outcome(of: forecast, row: row) { body(position, index, outcome) }
            }
        }
    }

    private func outcome(of forecast: Forecast, row: Int) -> ForecastOutcome? {
        guard truth.isObserved(row), row < forecast.runRows.count, row < forecast.last.count else { return nil }
        let runRow = Int(forecast.runRows[row])
        guard runRow >= 0, forecast.last[row] != SnapshotFrame.absent else { return nil }
        return ForecastOutcome(
            truth: Int(truth.bikes[row]),
            docksFree: Int(truth.docksFree[row]),
            last: Int(forecast.last[row]),
            point: forecast.run.horizons[forecast.horizon].point(runRow)
        )
    }
}
