/// A yes-or-no question about a horizon of a model.
enum ModelCheck: CaseIterable {
    case rmse, medianError, pinball, emptyAgainstLast, emptyAgainstCount, deciles, empty, full

    private static let decileBand = 0.08...0.12
    private static let largestError = 0.02

    var title: String {
        switch self {
        case .rmse: "RMSE below the last value’s"
        case .medianError: "MAE of the median not above the last value’s"
        case .pinball: "Pinball loss below the last value’s"
        case .emptyAgainstLast: "Brier score of empty below the last value’s"
        case .emptyAgainstCount: "Brier score of empty below that of the share by count"
        case .deciles: "Each tenth of the distribution holds 8 to 12 % of the truths"
        case .empty: "Probability of empty off by at most 0.02"
        case .full: "Probability of full off by at most 0.02"
        }
    }

    func write(_ horizon: HorizonEvaluation, in cell: inout Markup) {
        let (isPassed, detail) = answer(horizon)
        let (style, sign) = isPassed.map { $0 ? ("good", "✓ yes") : ("bad", "✗ no") } ?? ("quiet", PageText.none)
        cell.element("span", ["class": style], text: sign)
        cell.element("small", text: detail)
    }

    /// Whether it is passed, nil where that cannot be said, and the figures behind it.
    private func answer(_ horizon: HorizonEvaluation) -> (isPassed: Bool?, detail: String) {
        switch self {
        case .rmse: lower(.rmse, horizon.total)
        case .medianError: lower(.medianError, horizon.total, orEqual: true)
        case .pinball: lower(.pinball, horizon.total)
        case .emptyAgainstLast: lower(.emptyAgainstLast, horizon.total)
        case .emptyAgainstCount: lower(.emptyAgainstCount, horizon.total)
        case .deciles: deciles(horizon)
        case .empty: calibrated(horizon.empty)
        case .full: calibrated(horizon.full)
        }
    }

    private func lower(
        _ measure: EvaluationMeasure,
        _ sums: EvaluationSums,
        orEqual: Bool = false
    ) -> (isPassed: Bool?, detail: String) {
        guard let change = measure.change(sums) else {
            return measure.model(sums) > 0 ? (false, "reference without error") : (nil, "nothing to compare")
        }
        return (orEqual ? change <= 0 : change < 0, PageText.change(change))
    }

    private func deciles(_ horizon: HorizonEvaluation) -> (isPassed: Bool?, detail: String) {
        guard let shares = horizon.pitShares, let least = shares.min(), let most = shares.max() else {
            return (nil, "no forecasts")
        }
        let isPassed = shares.allSatisfy { Self.decileBand.contains($0) }
        return (isPassed, "\(PageText.fixed(least * 100, 1)) to \(PageText.percent(most))")
    }

    private func calibrated(_ reliability: Reliability) -> (isPassed: Bool?, detail: String) {
        guard !reliability.bins().isEmpty else { return (nil, "no forecasts") }
        let error = reliability.largestError
        return (error <= Self.largestError, PageText.fixed(error, 4))
    }
}
