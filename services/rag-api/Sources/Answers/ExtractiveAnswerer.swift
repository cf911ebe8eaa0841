package import Retrieval

/// Answers with the passages' own sentences, word for word, each with its citation.
package struct ExtractiveAnswerer: Sendable {
    /// Sentences, and passages they come from, at most.
    package static let sentenceLimit = 4
    private static let passageLimit = 3
    /// Characters of an answer; a longer sentence is still given whole when it is the only one.
    private static let lengthLimit = 600
    /// A sentence of a further passage must reach this share of the best one's score, one of the same passage less.
    private static let otherShare = 0.75
    private static let sameShare = 0.5
    /// A further passage must reach this share of the best one's score.
    private static let passageShare: Float = 0.9

    /// What it counts that a sentence has the figure that is asked for.
    private static let figureScore = 0.3

    package init() {}

    /// A text with its citations.
    package struct Draft: Sendable, Equatable {
        package var text: String
        package var citations: [Citation]
        /// Each cited span in the order of the text, for streaming.
        package var pieces: [String]
    }

    /// The answer to `question` from `passages`, best first; nil where none has a sentence to show. Its citations are
    /// numbered from `first`, and it has `sentences` at most.
    package func draft(
        question: String,
        passages: [RetrievedPassage],
        first: Int = 1,
        sentences: Int = sentenceLimit
    ) -> Draft? {
        let spans = chosen(question: question, passages: passages, limit: sentences)
        guard !spans.isEmpty else { return nil }
        var pieces: [String] = []
        var citations: [Citation] = []
        for (index, span) in spans.enumerated() {
            pieces.append("\(span.text) [\(first + index)]")
            citations.append(Citation(first + index, of: span.passage, quote: span.text))
        }
        return Draft(text: pieces.joined(separator: "\n"), citations: citations, pieces: pieces)
    }

    /// The signs by which the judge decides.
    package func features(question: String, retrieval: Retrieval) -> EvidenceFeatures {
        let terms = QuestionTerms(question, dropsAskingWords: true)
        let passages = retrieval.passages.prefix(Self.passageLimit).map(\.passage)
        let whole = passages.map { QuestionTerms(Self.searchable($0)) }
        return EvidenceFeatures(
            coverage: Double(retrieval.coverage),
            passageOverlap: whole.map { terms.covered(by: $0) }.max() ?? 0,
            passages: retrieval.passages.count,
            terms: terms.terms.count,
            asked: retrieval.asked
        )
    }

    private static func searchable(_ passage: Passage) -> String {
        [passage.title, passage.heading, passage.keywords, passage.text].joined(separator: " ")
    }

    private func chosen(question: String, passages: [RetrievedPassage], limit: Int) -> [EvidenceSpan] {
        let spans = scored(question: question, passages: passages)
        guard let best = spans.max(by: { $0.score < $1.score }) else { return [] }
        var chosen = [best]
        for span in spans.sorted(by: { $0.score > $1.score }) where chosen.count < limit {
            guard !chosen.contains(where: { $0.rank == span.rank && $0.range.overlaps(span.range) }) else { continue }
            let ranks = Set(chosen.map(\.rank))
            let share = ranks.contains(span.rank) ? Self.sameShare : Self.otherShare
            guard span.score >= share * best.score, ranks.union([span.rank]).count <= Self.passageLimit,
                chosen.reduce(span.text.count, { $0 + $1.text.count }) <= Self.lengthLimit,
                !chosen.contains(where: { $0.text == span.text })
            else { continue }
            chosen.append(span)
        }
        return joined(chosen.sorted { ($0.rank, $0.range.lowerBound) < ($1.rank, $1.range.lowerBound) })
    }

    /// Every sentence with its score: how many of the question's terms it holds, rare ones more, earlier passages first.
    private func scored(question: String, passages: [RetrievedPassage]) -> [EvidenceSpan] {
        let asked = QuestionTerms(question, dropsAskingWords: true).terms
        let figure = AskedFigure(question)
        var spans: [(span: EvidenceSpan, terms: Set<String>, context: Double)] = []
        let floor = (passages.first?.score ?? 0) * Self.passageShare
        for (rank, found) in passages.prefix(Self.passageLimit).enumerated() where rank == 0 || found.score >= floor {
            let context = QuestionTerms(question).covered(by: QuestionTerms(Self.searchable(found.passage)))
            for (place, range) in PassageSentences.ranges(of: found.passage).enumerated() {
                let terms = QuestionTerms(String(found.passage.text[range])).terms
                var span = EvidenceSpan(rank: rank, passage: found.passage, range: range, score: place == 0 ? 0.05 : 0)
                if figure?.isIn(found.passage.text[range]) == true { span.score += Self.figureScore }
                spans.append((span, terms, context))
            }
        }
        let weights = asked.reduce(into: [String: Double]()) { weights, term in
            let holders = spans.count { $0.terms.contains(term) }
            weights[term] = 1 / (1 + Double(holders))
        }
        let total = max(weights.values.reduce(0, +), .leastNormalMagnitude)
        return spans.map { entry in
            var span = entry.span
            let overlap = asked.intersection(entry.terms).reduce(0) { $0 + (weights[$1] ?? 0) } / total
            span.score = (span.score + overlap + 0.3 * entry.context) * pow(0.8, span.rank)
            return span
        }
    }

    private func pow(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { result, _ in result * base }
    }

    /// Sentences that follow each other become one span.
    private func joined(_ spans: [EvidenceSpan]) -> [EvidenceSpan] {
        spans.reduce(into: []) { joined, span in
            guard let last = joined.last, last.rank == span.rank, last.range.upperBound <= span.range.lowerBound,
                span.passage.text[last.range.upperBound..<span.range.lowerBound].allSatisfy(\.isWhitespace)
            else {
                joined.append(span)
                return
            }
            joined[joined.count - 1].range = last.range.lowerBound..<span.range.upperBound
        }
    }
}
