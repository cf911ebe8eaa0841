/// How well an engine finds what the questions of a set ask for.
package struct RetrievalEvaluation: Sendable {
    /// One question's outcome.
    package struct Outcome: Sendable {
        package var question: EvaluationSet.Question
        package var metrics: RankingMetrics
        /// The first 20, best first.
        package var ranking: [String]
        package var coverage: Float
        package var microseconds: Int
    }

    package var outcomes: [Outcome]

    /// Asks each question of `set`.
    package init(of set: EvaluationSet, searching: some PassageSearching) async {
        outcomes = []
        outcomes.reserveCapacity(set.questions.count)
        let clock = ContinuousClock()
        for question in set.questions {
            let start = clock.now
            let retrieval = await searching.search(RetrievalQuery(question.text, limit: 20))
            let (seconds, attoseconds) = (clock.now - start).components
            let ranking = retrieval.passages.map(\.passage.id)
            outcomes.append(
                Outcome(
                    question: question,
                    metrics: RankingMetrics(ranking: ranking, judgements: question.judgements),
                    ranking: ranking,
                    coverage: retrieval.coverage,
                    microseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
                )
            )
        }
    }

    /// The means over all questions.
    package var mean: RankingMetrics { .mean(outcomes.map(\.metrics)) }

    /// The nDCG@10 of another configuration on the same questions minus this one's, with its interval.
    package func compared(to other: RetrievalEvaluation) -> PairedBootstrap {
        PairedBootstrap(outcomes.map(\.metrics.ndcg10), other.outcomes.map(\.metrics.ndcg10))
    }

    /// The questions whose first passage is not worthy, worst first.
    package var misses: [Outcome] {
        outcomes.filter { ($0.question.judgements[$0.ranking.first ?? ""] ?? 0) <= 0 }
            .sorted { $0.metrics.ndcg10 < $1.metrics.ndcg10 }
    }
}
