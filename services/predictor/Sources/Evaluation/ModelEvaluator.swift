package import Core
import GradientBoosting
import Glibc

/// What an evaluation found for one horizon.
package struct HorizonEvaluation: Sendable {
    package let minutes: Int
    package internal(set) var total = EvaluationSums()
    /// By local hour of the moment of the forecast.
    package internal(set) var byHour = [EvaluationSums](repeating: EvaluationSums(), count: 24)
    /// By local day (days since the epoch).
    package internal(set) var byDay: [Int: EvaluationSums] = [:]
    /// By row of the index.
    package internal(set) var byStation: [EvaluationSums] = []
    /// Counts of the randomised probability integral transform in ten deciles (Czado, Gneiting, Held 2009).
    package internal(set) var pitCounts = [Int](repeating: 0, count: 10)
    package internal(set) var empty = Reliability()
    package internal(set) var full = Reliability()
}

/// Judges a model on days it has not seen: every ten minutes every station at every horizon, against the last value.
package struct ModelEvaluator {
    private let model: TrainedModel
    /// Called with every forecast and its truth, for whoever writes them down.
    private let onForecast: ((ForecastLine) throws -> Void)?

    package init(model: TrainedModel, onForecast: ((ForecastLine) throws -> Void)? = nil) {
        self.model = model
        self.onForecast = onForecast
    }

    /// Judges the days in `range`; blocks its thread. `onDay` is called after each of them.
    package func evaluate(
        _ city: some CityDays,
        days range: ClosedRange<Int>,
        onDay: (Int) throws -> Void
    ) throws -> Evaluation {
        var index = model.index
        var horizons = model.horizons.map { HorizonEvaluation(minutes: $0.minutes) }
        var generator = SeededGenerator(seed: 20_240_601)
        var geometry: CityGeometry?
        try city.read(range, index: &index) { day, index in
            if geometry?.stationCount != index.count { geometry = CityGeometry(model.locations(index, city: city)) }
            guard let geometry else { return }
            let usual = model.learned.usual(on: day.day, stationCount: index.count)
            let builder = FeatureBuilder(usual: usual, geometry: geometry)
            try judge(day, builder: builder, index: index, horizons: &horizons, generator: &generator)
            try onDay(day.day)
        }
        return Evaluation(source: city.source, modelVersion: model.version, stationIDs: index.ids, horizons: horizons)
    }

    private func judge(
        _ day: CityDay,
        builder: FeatureBuilder,
        index: borrowing StationIndex,
        horizons: inout [HorizonEvaluation],
        generator: inout SeededGenerator
    ) throws {
        var recent = RecentFrames()
        for (tick, frame) in day.frames.enumerated() {
            guard let frame else { continue }
            recent.append(frame)
            guard (tick * day.tickMinutes).isMultiple(of: 10), let features = builder.features(recent) else { continue }
            let known = features.knownRows
            for (position, horizon) in model.horizons.enumerated() {
                guard let then = day.frame(after: horizon.minutes, tick: tick) else { continue }
                let rows = known.filter { then.bikes(at: $0) == then.bikes(at: $0) }
                try judge(
                    rows,
                    features: features,
                    horizon: horizon,
                    then: then,
                    index: index,
                    into: &horizons[position],
                    generator: &generator
                )
            }
        }
    }

    private func judge(
        _ rows: [Int],
        features: CityFeatures,
        horizon: HorizonModel,
        then: CityFrame,
        index: borrowing StationIndex,
        into evaluation: inout HorizonEvaluation,
        generator: inout SeededGenerator
    ) throws {
        guard let reference = model.reference.horizons.first(where: { $0.minutes == horizon.minutes }) else { return }
        let bikes = features[.bikes]
        let docks = features[.docksFree]
        let stationIDs = index.ids
        let hour = features.minuteOfDay / 60
        if evaluation.byStation.count < index.count {
            let missing = index.count - evaluation.byStation.count
            evaluation.byStation += repeatElement(EvaluationSums(), count: missing)
        }
        var quantiles: [Float] = []
        var day = evaluation.byDay[features.usual.day] ?? EvaluationSums()
        try horizon.forecast(features.columns(minutes: horizon.minutes, rows: rows)) { position, forecast in
            let row = rows[position]
            let truth = then.bikes[row]
            forecast.quantiles(LastValueReference.levels, into: &quantiles)
            let judged = EvaluatedForecast(
                bikes: forecast.expected,
                quantiles: quantiles,
                pEmpty: forecast.distribution.pEmpty,
                pFull: forecast.pFull,
                below: forecast.distribution.probability(atMost: Int(truth) - 1),
                atMost: forecast.distribution.probability(atMost: Int(truth)),
                last: bikes[row],
                truth: truth,
                docksNow: docks[row],
                docksThen: then.docksFree[row]
            )
            var sums = EvaluationSums()
            sums.add(judged, reference: reference)
            evaluation.total.add(sums)
            evaluation.byHour[hour].add(sums)
            evaluation.byStation[row].add(sums)
            day.add(sums)
            let drawn = Double(judged.below) + generator.unit() * Double(judged.atMost - judged.below)
            evaluation.pitCounts[min(9, max(0, Int(drawn * 10)))] += 1
            evaluation.empty.add(judged.pEmpty, truth == 0)
            evaluation.full.add(judged.pFull, judged.docksThen <= 0)
            try onForecast?(
                ForecastLine(
                    stationID: stationIDs[row],
                    observedAt: features.at,
                    utcOffsetSeconds: then.utcOffsetSeconds,
                    minutes: horizon.minutes,
                    forecast: judged
                )
            )
        }
        evaluation.byDay[features.usual.day] = day
    }
}

/// One forecast of an evaluation, for the file of all forecasts.
package struct ForecastLine {
    package let stationID: String
    package let observedAt: Timestamp
    package let utcOffsetSeconds: Int
    package let minutes: Int
    let forecast: EvaluatedForecast
}

/// What an evaluation found.
package struct Evaluation: Sendable {
    package let source: String
    package let modelVersion: String
    package let stationIDs: [String]
    package let horizons: [HorizonEvaluation]

    /// How the model erred, for comparison with how it errs when it serves.
    var residuals: [ResidualReference] {
        horizons.filter { $0.total.count > 0 }.map {
            ResidualReference(
                minutes: $0.minutes,
                meanError: $0.total.mean($0.total.error),
                rmse: $0.total.rmse
            )
        }
    }
}
