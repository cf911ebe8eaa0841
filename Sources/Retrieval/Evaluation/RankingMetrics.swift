import Glibc

/// How good a ranked list is for one question.
package struct RankingMetrics: Sendable, Equatable {
    /// Normalised discounted cumulative gain of the first 10 (Järvelin and Kekäläinen, 2002; gain 2^worth − 1).
    package var ndcg10: Double
    /// Share of the worthy passages among the first 20.
    package var recall20: Double
    /// 1 / rank of the first worthy passage among the first 10, else 0.
    package var mrr10: Double

    /// The metrics of a list of passage ids, best first.
    package init(ranking: [String], judgements: [String: Int]) {
        func gain(_ worth: Int) -> Double { worth > 0 ? pow(2, Double(worth)) - 1 : 0 }
        func discounted(_ worths: some Sequence<Int>) -> Double {
            var sum = 0.0
            for (place, worth) in worths.enumerated() { sum += gain(worth) / log2(Double(place) + 2) }
            return sum
        }
        let worths = ranking.map { judgements[$0] ?? 0 }
        let ideal = judgements.values.filter { $0 > 0 }.sorted(by: >)
        let best = discounted(ideal.prefix(10))
        ndcg10 = best > 0 ? discounted(worths.prefix(10)) / best : 0
        recall20 = ideal.isEmpty ? 0 : Double(worths.prefix(20).count { $0 > 0 }) / Double(ideal.count)
        mrr10 = worths.prefix(10).firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    }

    /// The metrics as given.
    package init(ndcg10: Double, recall20: Double, mrr10: Double) {
        self.ndcg10 = ndcg10
        self.recall20 = recall20
        self.mrr10 = mrr10
    }

    /// The means over questions.
    package static func mean(_ all: [RankingMetrics]) -> RankingMetrics {
        let count = Double(max(all.count, 1))
        return RankingMetrics(
            ndcg10: all.reduce(0) { $0 + $1.ndcg10 } / count,
            recall20: all.reduce(0) { $0 + $1.recall20 } / count,
            mrr10: all.reduce(0) { $0 + $1.mrr10 } / count
        )
    }
}
