import Blocking
import Core
import Retrieval

/// Retrieval judged on a set with relevance labels.
struct SetEvaluation {
    let folder: String
    let withoutBlanks: Bool

    private struct Scores {
        var metrics: [RankingMetrics] = []
        var rankings: [[String]] = []
        var traces: [RetrievalTrace] = []
    }

    @concurrent
    func run(without steps: Set<SearchStep>, compare: SearchStep?, misses: Int) async throws -> [String] {
        let (folder, withoutBlanks) = (folder, withoutBlanks)
        let set = try await runBlocking { () throws -> EvaluationSet in
            let set = try EvaluationSet.load(folder: folder) { try SetFiles.read($0) }
            return withoutBlanks ? set.withoutBlanks : set
        }
        let index = PassageIndex(set.passages)
        let scores = await score(set, index, SearchStep.options(without: steps))
        var lines = ["\(set.passages.count) passages, \(set.questions.count) questions"] + Self.lines(scores)
        if let compare {
            let other = await score(set, index, SearchStep.options(without: steps.union([compare])))
            lines.append("without \(compare.rawValue):")
            lines += Self.lines(other) + Self.differences(scores, other)
        }
        return lines + Self.misses(set, scores, limit: misses)
    }

    private func score(_ set: EvaluationSet, _ index: PassageIndex, _ options: RetrievalOptions) async -> Scores {
        let engine = RetrievalEngine(index, options: options)
        var scores = Scores()
        for question in set.questions {
            let retrieval = await engine.search(RetrievalQuery(question.text, limit: 20))
            let ranking = retrieval.passages.map(\.passage.id)
            scores.metrics.append(RankingMetrics(ranking: ranking, judgements: question.judgements))
            scores.rankings.append(ranking)
            scores.traces.append(retrieval.trace)
        }
        return scores
    }

    private static let measures: [(name: String, value: @Sendable (RankingMetrics) -> Double)] = [
        ("nDCG@10", { $0.ndcg10 }), ("Recall@20", { $0.recall20 }), ("MRR@10", { $0.mrr10 }),
    ]

    private static func lines(_ scores: Scores) -> [String] {
        let mean = RankingMetrics.mean(scores.metrics)
        return measures.map { "\($0.name) \(fixed($0.value(mean)))" }
    }

    private static func differences(_ scores: Scores, _ other: Scores) -> [String] {
        measures.map { measure in
            let interval = PairedBootstrap(other.metrics.map(measure.value), scores.metrics.map(measure.value))
            return """
                \(measure.name) difference \(fixed(interval.difference)) (95 %: \(fixed(interval.low)) … \(fixed(interval.high)))
                """
        }
    }

    private static func misses(_ set: EvaluationSet, _ scores: Scores, limit: Int) -> [String] {
        let wrong = scores.metrics.indices.filter { scores.metrics[$0].mrr10 < 1 }.prefix(limit)
        return wrong.flatMap { number -> [String] in
            let question = set.questions[number]
            let wanted = question.judgements.filter { $0.value > 0 }.keys.sorted()
            let steps = scores.traces[number].steps.filter { !$0.hits.isEmpty }.map { step in
                let place = step.hits.firstIndex { wanted.contains($0.id) }.map { "\($0 + 1)" } ?? "-"
                return "\(step.name) \(place)"
            }
            return [
                "miss \(question.id): \(question.text)",
                "  wants \(wanted.prefix(3).joined(separator: " ")); found \(scores.rankings[number].prefix(3).joined(separator: " "))",
                "  rank by step: \(steps.joined(separator: ", "))",
            ]
        }
    }

    /// Four places, always.
    private static func fixed(_ value: Double) -> String {
        let scaled = Int((abs(value) * 10_000).rounded())
        let digits = String(scaled % 10_000)
        return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / 10_000)."
            + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
