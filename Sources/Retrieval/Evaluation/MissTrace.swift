/// Where each step of a search put the passages that a question asks for.
package struct MissTrace: Sendable {
    /// The best rank of a worthy passage after a step, counted from 1; nil: it was not among the hits.
    package var ranks: [(step: String, rank: Int?)]

    /// Reads the trace of a search for `question`.
    package init(_ retrieval: Retrieval, _ question: EvaluationSet.Question) {
        ranks = retrieval.trace.steps.filter { !$0.hits.isEmpty }.map { step in
            let place = step.hits.firstIndex { (question.judgements[$0.id] ?? 0) > 0 }
            return (step.name, place.map { $0 + 1 })
        }
    }

    /// In one line: `lexical 3, vector –, merge 3, rerank 1`.
    package var summary: String {
        ranks.map { "\($0.step) \($0.rank.map(String.init) ?? "–")" }.joined(separator: ", ")
    }
}
