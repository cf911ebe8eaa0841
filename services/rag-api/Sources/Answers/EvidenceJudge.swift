import Glibc

/// Decides whether what was found is evidence enough for an answer. All thresholds stand here.
///
/// A logistic model of a few signs: its probability that the passages hold the answer is the answer's confidence.
package struct EvidenceJudge: Sendable {
    /// How much each sign counts.
    package struct Weights: Sendable, Equatable {
        package var coverage = 0.83
        package var support = 2.0
        package var passageOverlap = 4.26
        package var sentenceOverlap = 0.96
        package var margin = -0.14
        package var topScore = 0.93
        /// Of the logarithm of one more than the question's terms: little can be said of very short questions.
        package var terms = 1.29
        package var bias = -10.97

        package init() {}
    }

    package var weights: Weights
    /// From this probability on there is evidence.
    package var threshold: Double

    /// Chosen on the odd half of the labelled questions (`rag-api evaluate --features`); figures come from the even half.
    package init(weights: Weights = Weights(), threshold: Double = 0.227) {
        self.weights = weights
        self.threshold = threshold
    }

    /// What came out, and why in a few words.
    package struct Verdict: Sendable, Equatable {
        package var isEnough: Bool
        /// 0…1.
        package var confidence: Double
        package var reason: String
    }

    /// How likely the passages hold the answer.
    package func probability(_ features: EvidenceFeatures) -> Double {
        let sum =
            weights.bias + weights.coverage * features.coverage + weights.support * features.support
            + weights.passageOverlap * features.passageOverlap + weights.sentenceOverlap * features.sentenceOverlap
            + weights.margin * features.margin + weights.topScore * features.topScore
            + weights.terms * log(1 + Double(features.terms))
        return 1 / (1 + exp(-sum))
    }

    /// Whether there is evidence.
    package func judge(_ features: EvidenceFeatures) -> Verdict {
        guard features.passages > 0 else { return Verdict(isEnough: false, confidence: 0, reason: "nothing was found") }
        guard features.passageOverlap > 0 || features.coverage > 0 else {
            return Verdict(isEnough: false, confidence: 0, reason: "nothing of the question stands in what was found")
        }
        let probability = probability(features)
        let rounded = (probability * 1000).rounded() / 1000
        return Verdict(
            isEnough: probability >= threshold,
            confidence: probability,
            reason: "probability \(rounded) against \(threshold)"
        )
    }
}
