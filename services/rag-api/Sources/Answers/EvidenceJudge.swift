/// Decides whether what was found is evidence enough for an answer. All thresholds stand here.
///
/// The model's probability that the passages hold the answer is the answer's confidence.
package struct EvidenceJudge: Sendable {
    /// For passages whose questions are known.
    package var ofAsks: EvidenceModel
    /// For other passages, like riders' posts.
    package var ofWords: EvidenceModel

    package init(ofAsks: EvidenceModel = Self.shippedOfAsks, ofWords: EvidenceModel = Self.shippedOfWords) {
        self.ofAsks = ofAsks
        self.ofWords = ofWords
    }

    /// Both models with another threshold.
    package init(threshold: Double) {
        self.init()
        (ofAsks.threshold, ofWords.threshold) = (threshold, threshold)
    }

    /// What came out, and why in a few words.
    package struct Verdict: Sendable, Equatable {
        package var isEnough: Bool
        /// 0…1.
        package var confidence: Double
        package var reason: String
    }

    /// How likely the passages hold the answer.
    package func probability(_ features: EvidenceFeatures) -> Double { model(features).probability(features) }

    /// Whether there is evidence.
    package func judge(_ features: EvidenceFeatures) -> Verdict {
        guard features.passages > 0 else { return Verdict(isEnough: false, confidence: 0, reason: "nothing was found") }
        guard features.passageOverlap > 0 || features.coverage > 0 else {
            return Verdict(isEnough: false, confidence: 0, reason: "nothing of the question stands in what was found")
        }
        let model = model(features)
        let probability = model.probability(features)
        let rounded = (probability * 1000).rounded() / 1000
        return Verdict(
            isEnough: probability >= model.threshold,
            confidence: probability,
            reason: "probability \(rounded) against \(model.threshold)"
        )
    }

    private func model(_ features: EvidenceFeatures) -> EvidenceModel { features.asked == nil ? ofWords : ofAsks }
}

extension EvidenceJudge {
    // From `rag-api evaluate --fit`: practice questions and the odd half of the project's own; figures come from the even half.
    package static let shippedOfAsks = EvidenceModel(
        bias: -5.509,
        weights: [
            .passageOverlap: 0.944, .terms: 1.037, .likeness: 19.141, .declined: -6.431, .subject: 30.597,
            .beside: -32.361, .besideGroup: -20.571, .shared: 5.002,
        ],
        threshold: 0.239
    )
    package static let shippedOfWords = EvidenceModel(
        bias: -8.767,
        weights: [.coverage: 3.026, .passageOverlap: 5.433, .terms: 1.965],
        threshold: 0.113
    )
}
