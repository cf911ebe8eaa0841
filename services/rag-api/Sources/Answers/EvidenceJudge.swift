/// Decides whether what was found is evidence enough for an answer. All thresholds stand here.
///
/// The model's probability that the passages hold the answer is the answer's confidence.
package struct EvidenceJudge: Sendable {
    /// For passages whose questions are known.
    package var ofAsks: EvidenceModel
    /// For other passages, like riders' posts.
    package var ofWords: EvidenceModel
    /// From this probability on the guide's words stand beside an answer from live data, which most such questions do not need.
    package var besideLive = Self.shippedBesideLive

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

    /// Whether the passages belong beside an answer from live data.
    package func isEnoughBesideLive(_ features: EvidenceFeatures) -> Bool {
        judge(features).isEnough && probability(features) >= besideLive
    }

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
        bias: -6.431,
        weights: [
            .passageOverlap: 1.129, .terms: 1.37, .likeness: 20.823, .declined: -8.371, .subject: 35.728,
            .beside: -23.295, .besideGroup: -31.484, .shared: 5.641,
        ],
        threshold: 0.226
    )
    package static let shippedBesideLive = 0.934
    package static let shippedOfWords = EvidenceModel(
        bias: -8.924,
        weights: [.coverage: 3.134, .passageOverlap: 5.422, .terms: 1.943],
        threshold: 0.121
    )
}
