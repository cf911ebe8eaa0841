/// What a booster learns: the loss it makes small.
package enum BoostingObjective: Sendable, Hashable {
    /// Expectation; squared error.
    case squaredError
    /// Median; absolute error.
    case absoluteError
    /// Expected count, labels 0 or more; raw scores are its logarithm.
    case poisson
    /// Probability of label 1 against label 0; raw scores are log odds.
    case binary
    /// Probability of each label 0, 1 … `classes` - 1; raw scores are logarithms up to a constant.
    case multiclass(classes: Int)
    /// The quantile at a level between 0 and 1; pinball loss.
    case quantile(Double)

    /// Raw scores for each row.
    package var outputCount: Int {
        if case .multiclass(let classes) = self { classes } else { 1 }
    }

    /// Whether a finite number can be a label.
    func accepts(_ label: Float) -> Bool {
        switch self {
        case .squaredError, .absoluteError, .quantile: true
        case .poisson: label >= 0
        case .binary: label == 0 || label == 1
        case .multiclass(let classes): label >= 0 && label < Float(classes) && label == label.rounded()
        }
    }
}
