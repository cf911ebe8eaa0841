/// What is known about how well the passages found answer a question.
package struct EvidenceFeatures: Sendable, Equatable {
    /// `Retrieval.coverage`: how much of the question the best passage covers.
    package var coverage: Double
    /// `Retrieval.support`: how close a question comes that is known to belong to one of the best passages.
    package var support: Double
    /// How much of the question's content words the best single sentence holds.
    package var sentenceOverlap: Double
    /// How much of them all cited passages hold together.
    package var passageOverlap: Double
    /// Score of the best passage over that of the second, minus one; 0 where there is only one.
    package var margin: Double
    package var topScore: Double
    package var passages: Int
    /// Content terms of the question.
    package var terms: Int

    package init(
        coverage: Double = 0,
        support: Double = 0,
        sentenceOverlap: Double = 0,
        passageOverlap: Double = 0,
        margin: Double = 0,
        topScore: Double = 0,
        passages: Int = 0,
        terms: Int = 0
    ) {
        self.coverage = coverage
        self.support = support
        self.sentenceOverlap = sentenceOverlap
        self.passageOverlap = passageOverlap
        self.margin = margin
        self.topScore = topScore
        self.passages = passages
        self.terms = terms
    }

    /// Name and value of each, for traces and for choosing thresholds.
    package var named: [(name: String, value: Double)] {
        [
            ("coverage", coverage), ("support", support), ("sentence_overlap", sentenceOverlap),
            ("passage_overlap", passageOverlap),
            ("margin", margin), ("top_score", topScore), ("passages", Double(passages)), ("terms", Double(terms)),
        ]
    }
}
