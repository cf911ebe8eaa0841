package import Retrieval

/// What one search found for a question, and whether it is evidence.
package struct PassageFinding: Sendable {
    /// The question as it was searched, with the subject of the one before where it is a follow-up.
    package let searchedText: String
    package let filter: PassageFilter
    package let retrieval: Retrieval
    package let evidence: EvidenceFeatures
    package let verdict: EvidenceJudge.Verdict

    /// Ids and scores of the passages, best first.
    package var found: [ScoredID] { retrieval.passages.map { ScoredID($0.passage.id, $0.score) } }

    /// The passages that `citations` leave out, best first.
    func related(beside citations: [Citation]) -> [RelatedPassage] {
        let cited = Set(citations.compactMap(\.passageID))
        return retrieval.passages.map(\.passage).filter { !cited.contains($0.id) }.compactMap(RelatedPassage.init)
    }
}
