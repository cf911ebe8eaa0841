/// How much of a question a passage speaks of: below a threshold there is no evidence.
struct Coverage {
    /// A content word of the question: its terms, what it says, and what stands for it.
    private struct Word {
        var pairs: [UInt64]
        var weights: [Float]
        var weight: Float
        /// The pairs of each expression that stands for the word.
        var synonyms: [[UInt64]]
    }

    private let words: [Word]
    /// A synonym found counts this much of the word itself.
    private static let synonymShare: Float = 0.8

    init(_ question: String, synonyms: SynonymTable, index: PassageIndex) {
        let text = QueryWords(question)
        let matches = synonyms.matches(in: text)
        words = ContentWords.standard.find(in: text).map { found in
            let pairs = Self.pairs(of: found.text)
            let weights = pairs.map(index.idf)
            let additions = matches.filter { $0.words.overlaps(found.range) }.flatMap(\.additions)
            return Word(
                pairs: pairs,
                weights: weights,
                weight: weights.reduce(0, +) / Float(max(weights.count, 1)).squareRoot(),
                synonyms: additions.map(Self.pairs).filter { !$0.isEmpty }
            )
        }
    }

    /// The share of the question's content words, by what they say, that `passage` has, 0…1.
    func share(in passage: Passage) -> Float {
        let total = words.reduce(Float(0)) { $0 + $1.weight }
        guard total > 0 else { return 0 }
        let found = foundPairs(in: passage)
        let covered = words.reduce(Float(0)) { $0 + $1.weight * share(of: $1, found) }
        return covered / total
    }

    /// Those of the words' pairs that the passage has.
    private func foundPairs(in passage: Passage) -> Set<UInt64> {
        var table = TermTable(capacity: 256)
        for word in words {
            for pair in word.pairs { _ = table.number(of: pair) }
            for pair in word.synonyms.joined() { _ = table.number(of: pair) }
        }
        var analyzer = TextAnalyzer()
        for text in [passage.text, passage.title, passage.heading, passage.keywords] { analyzer.append(text) }
        var found: Set<UInt64> = []
        for term in analyzer.terms where table.existingNumber(of: term) != nil { found.insert(term) }
        return found
    }

    private func share(of word: Word, _ terms: Set<UInt64>) -> Float {
        let all = word.weights.reduce(0, +)
        var found: Float = 0
        for (pair, weight) in zip(word.pairs, word.weights) where terms.contains(pair) { found += weight }
        let own = all > 0 ? found / all : 0
        let hasSynonym = word.synonyms.contains { $0.allSatisfy(terms.contains) }
        return hasSynonym ? max(own, Self.synonymShare) : own
    }

    private static func pairs(of text: String) -> [UInt64] {
        var analyzer = TextAnalyzer()
        analyzer.append(text)
        return analyzer.pairs
    }
}
