package import Retrieval

/// Step by step how an answer came about; shown to administrators only.
package struct AnswerTrace: Sendable {
    package var route: RoutedQuestion?
    /// The question as it was searched, with the subject of the one before where it is a follow-up.
    package var searchedText: String?
    package var filter = PassageFilter()
    package var retrieval: RetrievalTrace?
    package var found: [ScoredID] = []
    /// Why evidence was taken or refused.
    package var evidenceVerdict: String?
    /// What a language model was asked for and what became of it, e.g. `sentence dropped: no citation`.
    package var notes: [String] = []
    /// Microseconds by step.
    package var timings: [(step: String, microseconds: Int)] = []

    package init() {}
}
