import RAGService
import Testing

@Suite struct EvidenceFitTests {
    /// Answerable where coverage is high, with some that are not where they should be.
    private static let samples: [EvidenceFit.Sample] = (0..<100).map { (number: Int) -> EvidenceFit.Sample in
        let features = EvidenceFeatures(
            coverage: Double(number) / 100,
            passageOverlap: Double(number % 7) / 7,
            passages: 3,
            terms: 4
        )
        let isHigh = number >= 50
        return EvidenceFit.Sample(features: features, isAnswerable: number % 10 == 0 ? !isHigh : isHigh)
    }

    @Test func `the sign that tells the answerable gets the weight`() throws {
        let model = EvidenceFit(samples: Self.samples).model(EvidenceSign.ofWords)
        let coverage = try #require(model.weights[.coverage])
        let overlap = try #require(model.weights[.passageOverlap])
        #expect(coverage > 3 && abs(overlap) < 1)
        #expect(model.probability(EvidenceFeatures(coverage: 0.9, passageOverlap: 0.5, terms: 4)) > 0.7)
        #expect(model.probability(EvidenceFeatures(coverage: 0.1, passageOverlap: 0.5, terms: 4)) < 0.3)
    }

    @Test(arguments: [0, 3, 7]) func `the threshold refuses as many of the answerable as allowed`(allowed: Int) {
        let fit = EvidenceFit(samples: Self.samples)
        let model = fit.model(EvidenceSign.ofWords)
        let threshold = fit.threshold(of: model, allowed: allowed)
        let refused = Self.samples.filter(\.isAnswerable).count { model.probability($0.features) < threshold }
        #expect(refused == allowed)
    }

    @Test func `no samples give no model that falls over`() {
        let fit = EvidenceFit(samples: [])
        #expect(fit.threshold(of: fit.model(EvidenceSign.ofWords), allowed: 2) == 0)
    }
}
