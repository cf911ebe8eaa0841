package import Core

/// The forecast that needs no training: the last value, or that plus the usual change, with the distribution that
/// changes had in comparable cells.
package struct BaselineModel: ForecastModel {
    let histograms: ChangeHistograms
    let choice: BaselineChoice

    package var version: String { choice.version }

    package func forecast(_ features: ForecastFeatures) -> [HorizonForecast] {
        ForecastHorizons.minutes.indices.map { horizon in
            let cells = Self.cells(features, horizon: horizon)
            var known = [ChangeDistribution?](repeating: nil, count: ChangeCell.count)
            var forecast = HorizonForecast(minutes: ForecastHorizons.minutes[horizon], capacity: features.rows.count)
            let drifts = choice.usesUsualChange[horizon]
            for row in features.rows.lazy.map(Int.init) {
                let cell = Int(cells[row])
                let distribution =
                    known[cell]
                    ?? histograms.distribution(horizon: horizon, cell: cell, at: features.frame.observedAt)
                known[cell] = distribution
                let bikes = features.frame.bikes[row]
                let drift = drifts ? features.usualChange[horizon][row] : 0
                forecast.append(
                    distribution.point(
                        bikes: bikes,
                        capacity: features.frame.capacity(row),
                        expected: max(0, Float(bikes) + drift)
                    )
                )
            }
            return forecast
        }
    }

    /// The cell of every row at a horizon; rows that are not in the snapshot get one too, which nothing reads.
    static func cells(_ features: ForecastFeatures, horizon: Int) -> [Int32] {
        let frame = features.frame
        let scale = ChangeCell.driftScale(minutes: ForecastHorizons.minutes[horizon])
        var cells = [Int32](repeating: 0, count: frame.bikes.count)
        for row in frame.rows.lazy.map(Int.init) {
            cells[row] = Int32(
                ChangeCell.index(
                    magnitude: features.usualMagnitude[horizon][row],
                    drift: features.usualChange[horizon][row],
                    driftScale: scale,
                    bikes: frame.bikes[row],
                    docksFree: frame.docksFree[row]
                )
            )
        }
        return cells
    }
}
