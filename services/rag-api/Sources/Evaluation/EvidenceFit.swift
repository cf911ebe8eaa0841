/// Fits the judge of evidence.
package struct EvidenceFit {
    /// A question whose answer is known to be there or not.
    package struct Sample {
        package var features: EvidenceFeatures
        package var isAnswerable: Bool

        package init(features: EvidenceFeatures, isAnswerable: Bool) {
            self.features = features
            self.isAnswerable = isAnswerable
        }
    }

    package let samples: [Sample]

    package init(samples: [Sample]) {
        self.samples = samples
    }

    /// The model of `signs`, without its threshold.
    package func model(_ signs: [EvidenceSign]) -> EvidenceModel {
        let fit = LogisticFit(samples.map { sample in (signs.map { sample.features[$0] }, sample.isAnswerable) })
        return EvidenceModel(
            bias: fit.bias,
            weights: Dictionary(zip(signs, fit.weights)) { first, _ in first },
            threshold: 0
        )
    }

    /// The threshold below which at most `allowed` of the answerable samples fall.
    package func threshold(of model: EvidenceModel, allowed: Int) -> Double {
        let sorted = samples.filter(\.isAnswerable).map { model.probability($0.features) }.sorted()
        return sorted.isEmpty ? 0 : sorted[min(max(allowed, 0), sorted.count - 1)]
    }
}
