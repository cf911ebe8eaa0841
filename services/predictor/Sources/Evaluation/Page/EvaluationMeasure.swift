/// The measures by which a model is held against a forecast that needs none; lower is better in each.
enum EvaluationMeasure: CaseIterable {
    case rmse, medianError, pinball, emptyAgainstLast, emptyAgainstCount

    var title: String {
        switch self {
        case .rmse: "RMSE"
        case .medianError: "MAE of the median"
        case .pinball: "Pinball loss"
        case .emptyAgainstLast: "Brier of empty, against last value"
        case .emptyAgainstCount: "Brier of empty, against share by count"
        }
    }

    /// The measure in one plain sentence.
    var explanation: String {
        switch self {
        case .rmse:
            "How far, in bikes, the expected number is off; large errors weigh more (root of the mean square)."
        case .medianError:
            "How far, in bikes, the median is off on average; every bike counts the same."
        case .pinball:
            "How good the whole range of likely numbers is, in bikes: the mean loss over the quantiles 5, 10, 25, 50, "
                + "75, 90 and 95 %, small for a range that is narrow and still right as often as it says."
        case .emptyAgainstLast:
            "The mean square error, from 0 to 1, of the probability that no bike is left, beside that of saying "
                + "“empty then if empty now”."
        case .emptyAgainstCount:
            "The same error beside that of the share of stations that were empty then among those with as many bikes now."
        }
    }

    var decimals: Int {
        switch self {
        case .rmse, .medianError, .pinball: 3
        case .emptyAgainstLast, .emptyAgainstCount: 4
        }
    }

    func model(_ sums: EvaluationSums) -> Double {
        switch self {
        case .rmse: sums.rmse
        case .medianError: sums.mean(sums.absolute)
        case .pinball: sums.pinballMean
        case .emptyAgainstLast, .emptyAgainstCount: sums.mean(sums.brierEmpty)
        }
    }

    func reference(_ sums: EvaluationSums) -> Double {
        switch self {
        case .rmse: sums.rmseLast
        case .medianError: sums.mean(sums.absoluteLast)
        case .pinball: sums.pinballLastMean
        case .emptyAgainstLast: sums.mean(sums.brierEmptyLast)
        case .emptyAgainstCount: sums.mean(sums.brierEmptyByCount)
        }
    }

    /// The model's error relative to the reference's: −0.05 is five percent less; nil where there is nothing to compare.
    func change(_ sums: EvaluationSums) -> Double? {
        let reference = reference(sums)
        guard sums.count > 0, reference > 0 else { return nil }
        let change = model(sums) / reference - 1
        return change.isFinite ? change : nil
    }
}
