import Glibc

/// A logistic model of some signs.
package struct EvidenceModel: Sendable, Equatable {
    package var bias: Double
    package var weights: [EvidenceSign: Double]
    /// From this probability on there is evidence.
    package var threshold: Double

    package init(bias: Double, weights: [EvidenceSign: Double], threshold: Double) {
        self.bias = bias
        self.weights = weights
        self.threshold = threshold
    }

    /// How likely the passages hold the answer.
    package func probability(_ features: EvidenceFeatures) -> Double {
        // In the order of the signs: the same features always give the same number.
        let sum = EvidenceSign.allCases.reduce(bias) { $0 + (weights[$1] ?? 0) * features[$1] }
        return 1 / (1 + exp(-sum))
    }
}
