import Glibc
package import Retrieval

/// A sign by which the judge decides.
package enum EvidenceSign: String, Sendable, CaseIterable {
    case coverage
    case passageOverlap = "passage_overlap"
    /// The logarithm of one more than the question's terms: little can be said of very short questions.
    case terms
    // What the questions known say; see `AskSigns`.
    case likeness
    case declined
    case subject
    case beside
    case besideGroup = "beside_group"
    case shared

    /// By which passages are judged whose questions are known; coverage adds nothing to these.
    package static let ofAsks: [EvidenceSign] = allCases.filter { $0 != .coverage }
    /// By which other passages are judged.
    package static let ofWords: [EvidenceSign] = [.coverage, .passageOverlap, .terms]
}

/// What is known about how well the passages found answer a question.
package struct EvidenceFeatures: Sendable, Equatable {
    /// `Retrieval.coverage`: how much of the question the best passage covers.
    package var coverage: Double
    /// How much of the question's content words the best of the first passages holds.
    package var passageOverlap: Double
    package var passages: Int
    /// Content terms of the question.
    package var terms: Int
    /// What the questions known say; nil where none are known, as for riders' posts.
    package var asked: AskSigns?

    package init(
        coverage: Double = 0,
        passageOverlap: Double = 0,
        passages: Int = 0,
        terms: Int = 0,
        asked: AskSigns? = nil
    ) {
        self.coverage = coverage
        self.passageOverlap = passageOverlap
        self.passages = passages
        self.terms = terms
        self.asked = asked
    }

    /// The value of one sign; 0 where it is not known.
    package subscript(sign: EvidenceSign) -> Double {
        switch sign {
        case .coverage: coverage
        case .passageOverlap: passageOverlap
        case .terms: log(1 + Double(terms))
        case .likeness: Double(asked?.likeness ?? 0)
        case .declined: Double(asked?.declined ?? 0)
        case .subject: Double(asked?.subject ?? 0)
        case .beside: Double(asked?.beside ?? 0)
        case .besideGroup: Double(asked?.besideGroup ?? 0)
        case .shared: Double(asked?.shared ?? 0)
        }
    }

    /// Name and value of each sign that is known, for traces.
    package var named: [(name: String, value: Double)] {
        (asked == nil ? EvidenceSign.ofWords : EvidenceSign.ofAsks).map { ($0.rawValue, self[$0]) }
    }
}
