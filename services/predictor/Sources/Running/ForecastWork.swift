package import Core
import GradientBoosting

/// The models that serve and compete.
package struct ServingModels: Sendable {
    package var champion: TrainedModel?
    /// The champion before and a challenger, which forecast without being shown.
    package var shadows: [TrainedModel] = []

    package init(champion: TrainedModel? = nil, shadows: [TrainedModel] = []) {
        self.champion = champion
        self.shadows = shadows
    }

    package var versions: [String] { ([champion] + shadows).compactMap(\.?.version) }

    /// Why the champion does not serve `source`; nil when it does, or there is none.
    func problem(servingSource source: String) -> String? {
        guard let champion, champion.source != source else { return nil }
        return "the champion \(champion.version) was trained on \(champion.source) and serves no other source"
    }
}

/// Everything a forecast is computed from, taken from the engine in one piece.
package struct ForecastWork: Sendable {
    package struct Contender: Sendable {
        package let model: TrainedModel
        package let features: CityFeatures
    }

    let source: String
    let frame: SnapshotFrame
    let baseline: BaselineModel
    let baselineFeatures: ForecastFeatures
    /// The champion first, when it forecasts.
    let contenders: [Contender]
    let champion: String?
    let stations: [StationContest]
    package let arrivedAt: ContinuousClock.Instant

    /// Computes what every contestant says, and the forecast that is shown: the champion's, at a station where it has
    /// lost to the baseline the baseline's.
    @concurrent
    package func run(madeAt: Timestamp) async -> ForecastResult {
        let baselineHorizons = baseline.forecast(baselineFeatures)
        let rows = frame.rows.map(Int.init)
        let minutes = ForecastHorizons.minutes[ForecastHorizons.primary]
        var contest: [String: [HorizonForecast?]] = [ForecastContest.baseline: baselineHorizons]
        var shown = baselineHorizons
        var version = baseline.version
        var features: FeatureColumns?
        for contender in contenders {
            let own = await contender.model.forecast(contender.features, rows: rows, baseline: baselineHorizons)
            contest[contender.model.version] = own
            guard contender.model.version == champion else { continue }
            version = contender.model.version
            features = contender.features.columns(minutes: minutes, rows: rows)
            shown = zip(own, baselineHorizons).enumerated().map { position, pair in
                pair.0.map { mixed($0, baseline: pair.1, contest: stations[position]) } ?? pair.1
            }
        }
        let run = ForecastRun(
            source: source,
            madeAt: madeAt,
            basedOn: frame.observedAt,
            modelVersion: version,
            intervalSeconds: frame.intervalSeconds,
            utcOffsetSeconds: frame.utcOffsetSeconds,
            stationIDs: frame.stationIDs,
            horizons: shown.map { $0.rounded() }
        )
        return ForecastResult(run: run, rows: frame.rows, contest: contest, features: features)
    }

    private func mixed(_ own: HorizonForecast, baseline: HorizonForecast, contest: StationContest) -> HorizonForecast {
        guard contest.fallbackCount > 0 else { return own }
        var mixed = HorizonForecast(minutes: own.minutes, capacity: frame.rows.count)
        for (position, row) in frame.rows.enumerated() {
            mixed.append(contest.usesBaseline(Int(row)) ? baseline.point(position) : own.point(position))
        }
        return mixed
    }
}

/// A forecast to be shown, and what every contestant said.
package struct ForecastResult: Sendable {
    package let run: ForecastRun
    let rows: [Int32]
    let contest: [String: [HorizonForecast?]]
    /// What the champion saw, at ten minutes; nil when the baseline served.
    let features: FeatureColumns?
}
