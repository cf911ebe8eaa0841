import Core
import GradientBoosting

/// A trained model at work: what it has learned goes on with every day that ends.
struct LiveModel: Sendable {
    let model: TrainedModel
    /// Where the model's stations stand.
    private let rows: [Int]
    private var learned: LearnedCity
    private var usual: UsualCity?

    /// Puts what the model has learned into the rows of `index`, which gets the stations it lacks.
    init(_ model: TrainedModel, index: inout StationIndex) {
        self.model = model
        rows = model.index.ids.map { index.insert($0).map(Int.init) ?? Int.max }
        learned = model.learned.remapped(rows, count: index.count)
    }

    var version: String { model.version }

    /// Whether its rows are those of `index`: those of an index made anew may be others.
    func fits(_ index: borrowing StationIndex) -> Bool {
        rows.enumerated().allSatisfy { index.row(of: model.index.ids[$0.offset]).map(Int.init) == $0.element }
    }

    mutating func learn(day: Int, frames: [CityFrame]) {
        guard learned.learn(day: day, frames: frames) else { return }
        usual = nil
    }

    /// What is usual on the day of `frame`, computed once a day.
    mutating func usual(for frame: CityFrame) -> UsualCity {
        if let usual, usual.day == frame.localDay, usual.stationCount >= frame.stationCount { return usual }
        let fresh = learned.usual(on: frame.localDay, stationCount: frame.stationCount)
        usual = fresh
        return fresh
    }
}

extension TrainedModel {
    /// The forecast of each of ``ForecastHorizons`` that this model makes, columns aligned with `rows`; nil for one it
    /// does not make.
    ///
    /// `baseline` gives the distribution where the model only knows the expectation. Horizons are computed side by side,
    /// each in two halves: so cores end together however many there are and however the horizons differ.
    func forecast(_ features: CityFeatures, rows: [Int], baseline: [HorizonForecast]) async -> [HorizonForecast?] {
        await withTaskGroup(of: (Int, HorizonForecast).self) { group in
            for (position, minutes) in ForecastHorizons.minutes.enumerated() {
                guard let horizon = horizons.first(where: { $0.minutes == minutes }) else { continue }
                group.addTask { (position, await horizon.forecast(features, rows: rows, baseline: baseline[position])) }
            }
            var forecasts = [HorizonForecast?](repeating: nil, count: ForecastHorizons.minutes.count)
            for await (position, forecast) in group { forecasts[position] = forecast }
            return forecasts
        }
    }
}

extension HorizonModel {
    /// Quantiles that are published.
    private static let levels: [Float] = [0.1, 0.5, 0.9]

    fileprivate func forecast(_ features: CityFeatures, rows: [Int], baseline: HorizonForecast) async -> HorizonForecast
    {
        let columns = features.columns(minutes: minutes, rows: rows)
        guard hasDistribution else {
            var forecast = baseline
            forecast.bikes = expectations(columns)
            return forecast
        }
        let middle = rows.count / 2
        async let second = distribution(columns.rows(middle..<rows.count))
        var forecast = distribution(columns.rows(0..<middle))
        forecast.append(await second)
        return forecast
    }

    private func distribution(_ columns: FeatureColumns) -> HorizonForecast {
        var forecast = HorizonForecast(minutes: minutes, capacity: columns.rowCount)
        var quantiles: [Float] = []
        self.forecast(columns) { _, row in
            row.quantiles(Self.levels, into: &quantiles)
            forecast.append(
                PointForecast(
                    bikes: row.expected,
                    p10: quantiles[0],
                    p50: quantiles[1],
                    p90: quantiles[2],
                    pEmpty: row.distribution.pEmpty,
                    pFull: row.pFull
                )
            )
        }
        return forecast
    }
}
