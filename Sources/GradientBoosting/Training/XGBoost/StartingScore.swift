/// The best constant for the labels, which XGBoost before 2.0 does not find itself.
struct StartingScore: Equatable {
    /// In the labels' own units, as `base_score` is given.
    let base: Double
    /// Curvature of the loss for an average row at that constant.
    let curvature: Double

    /// The start for `objective`; from a raw score of zero unless `fromAverage`.
    init(_ objective: BoostingObjective, labels: [Float], weights: [Float]?, fromAverage: Bool) {
        let mean = Self.mean(labels, weights)
        let meanWeight = weights.map { Self.mean($0, nil) } ?? 1
        switch objective {
        case .squaredError:
            base = fromAverage ? mean : 0
            curvature = meanWeight
        case .absoluteError:
            base = fromAverage ? Self.quantile(0.5, labels, weights) : 0
            curvature = meanWeight
        case .quantile(let level):
            base = fromAverage ? Self.quantile(level, labels, weights) : 0
            curvature = meanWeight
        case .poisson:
            base = fromAverage ? max(mean, 1e-6) : 1
            curvature = max(mean, 1e-6) * meanWeight
        case .binary:
            let share = min(max(mean, 1e-6), 1 - 1e-6)
            base = fromAverage ? share : 0.5
            curvature = share * (1 - share) * meanWeight
        case .multiclass(let classes):
            let share = 1 / Double(max(classes, 2))
            base = 0
            curvature = 2 * share * (1 - share) * meanWeight
        }
    }

    private static func mean(_ values: [Float], _ weights: [Float]?) -> Double {
        var sum = 0.0
        var total = 0.0
        for index in values.indices {
            let weight = weights.map { Double($0[index]) } ?? 1
            sum += weight * Double(values[index])
            total += weight
        }
        return total > 0 ? sum / total : 0
    }

    /// The least label with at least `level` of all weight at or below it.
    private static func quantile(_ level: Double, _ labels: [Float], _ weights: [Float]?) -> Double {
        let order = labels.indices.sorted { labels[$0] < labels[$1] }
        let total = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(labels.count)
        var passed = 0.0
        for index in order {
            passed += weights.map { Double($0[index]) } ?? 1
            if passed >= level * total { return Double(labels[index]) }
        }
        return order.last.map { Double(labels[$0]) } ?? 0
    }
}
