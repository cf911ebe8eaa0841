package import Retrieval

/// Tries an embedder or a reranker on the built-in paraphrases: it has to beat what needs no model.
package enum ParaphraseTrial {
    /// What a trial showed.
    package struct Result: Sendable, Equatable {
        /// Mean reciprocal rank of the right answers.
        package var score: Double
        /// The same by shared words alone.
        package var baseline: Double

        /// Whether it is of use: clearly better than words.
        package var helps: Bool { score >= baseline + 0.1 }

        package var note: String {
            let (own, words) = ((score * 100).rounded() / 100, (baseline * 100).rounded() / 100)
            return helps
                ? "(\(own) on the built-in paraphrases, words alone \(words))"
                : "does not help on the built-in paraphrases (\(own), words alone \(words))"
        }
    }

    /// Tries an embedder. Throws what it throws.
    package static func run(_ embedder: any Embedder) async throws -> Result {
        let questions = try await embedder.embed(Paraphrases.pairs.map(\.question), as: .query)
        let answers = try await embedder.embed(Paraphrases.pairs.map(\.answer), as: .passage)
        guard questions.count == Paraphrases.pairs.count, answers.count == questions.count else {
            throw TrialShapeError()
        }
        return result(questions.map { question in answers.map { Double(dot(question, $0)) } })
    }

    /// Tries a reranker. Throws what it throws.
    package static func run(_ reranker: any Reranker) async throws -> Result {
        let answers = Paraphrases.pairs.map(\.answer)
        var scores: [[Double]] = []
        for pair in Paraphrases.pairs {
            let row = try await reranker.scores(for: pair.question, answers)
            guard row.count == answers.count, row.allSatisfy(\.isFinite) else { throw TrialShapeError() }
            scores.append(row.map(Double.init))
        }
        return result(scores)
    }

    private static func result(_ scores: [[Double]]) -> Result {
        let words = Paraphrases.pairs.map { pair in
            let terms = QuestionTerms(pair.question)
            return Paraphrases.pairs.map { terms.covered(by: QuestionTerms($0.answer)) }
        }
        return Result(score: meanReciprocalRank(scores), baseline: meanReciprocalRank(words))
    }

    /// The right answer of question `n` is answer `n`; those of the same score count as before it.
    private static func meanReciprocalRank(_ scores: [[Double]]) -> Double {
        let ranks = scores.enumerated().map { number, row in row.count { $0 >= row[number] } }
        return ranks.reduce(0) { $0 + 1 / Double(max($1, 1)) } / Double(max(ranks.count, 1))
    }

    private static func dot(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

/// A model that did not give each text a number or vector.
struct TrialShapeError: Error, CustomStringConvertible {
    var description: String { "not one answer a text" }
}
