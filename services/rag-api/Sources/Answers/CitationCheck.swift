import Retrieval

/// Checks what a model wrote against the passages it was shown, sentence by sentence.
struct CitationCheck {
    let passages: [Passage]
    private(set) var citations: [Citation] = []
    /// Why sentences were dropped, for the trace.
    private(set) var dropped: [String] = []

    /// Share of a sentence's terms that its passage must hold.
    private static let minimumOverlap = 0.4
    private static let sentenceLimit = 500

    init(passages: [Passage]) {
        self.passages = passages
    }

    /// The sentence with checked numbers behind it, or nil where it cannot be shown.
    mutating func checked(_ sentence: CitedSentence) -> String? {
        guard let problem = problem(of: sentence) else { return shown(sentence) }
        dropped.append("sentence dropped: \(problem)")
        return nil
    }

    private func problem(of sentence: CitedSentence) -> String? {
        guard !sentence.text.isEmpty, sentence.text.count <= Self.sentenceLimit else { return "empty or too long" }
        guard !sentence.sources.isEmpty else { return "no citation" }
        for source in sentence.sources {
            guard passages.indices.contains(source.number - 1) else { return "[\(source.number)] does not exist" }
            let passage = passages[source.number - 1]
            if !source.quote.isEmpty, Self.span(of: source.quote, in: passage.text) == nil {
                return "the words cited from [\(source.number)] do not stand there"
            }
        }
        if InjectionGuard.isSuspicious(sentence.text) { return "it gives orders" }
        let cited = sentence.sources.map { passages[$0.number - 1] }
        let texts = cited.map { "\($0.title) \($0.heading) \($0.text)" }.joined(separator: " ")
        if let stray = Self.strayPart(of: sentence.text, in: texts) {
            return "\(stray) does not stand in what it cites"
        }
        let overlap = QuestionTerms(sentence.text).covered(by: QuestionTerms(texts))
        return overlap < Self.minimumOverlap ? "too little of it stands in what it cites" : nil
    }

    private mutating func shown(_ sentence: CitedSentence) -> String {
        var numbers: [Int] = []
        for source in sentence.sources {
            let passage = passages[source.number - 1]
            let quote = source.quote.isEmpty ? Self.bestSentence(of: passage, for: sentence.text) : source.quote
            guard let words = Self.span(of: quote, in: passage.text) else { continue }
            let known = citations.first { $0.passageID == passage.id && $0.quote == words }
            if let known {
                numbers.append(known.number)
            } else {
                citations.append(Citation(citations.count + 1, of: passage, quote: words))
                numbers.append(citations.count)
            }
        }
        return ([sentence.text] + numbers.map { "[\($0)]" }).joined(separator: " ")
    }

    /// The stretch of `text` that is `quote` but for blanks, as it stands in `text`; nil for less than four letters.
    static func span(of quote: String, in text: String) -> String? {
        let wanted = quote.filter { !$0.isWhitespace }
        guard wanted.count >= 4 else { return nil }
        var kept: [(Character, String.Index)] = []
        for index in text.indices where !text[index].isWhitespace { kept.append((text[index], index)) }
        let letters = Array(wanted)
        guard kept.count >= letters.count else { return nil }
        for start in 0...(kept.count - letters.count) where kept[start].0 == letters[0] {
            guard letters.indices.allSatisfy({ kept[start + $0].0 == letters[$0] }) else { continue }
            let end = text.index(after: kept[start + letters.count - 1].1)
            return String(text[kept[start].1..<end])
        }
        return nil
    }

    /// A number or an address in `sentence` that `text` does not hold: what models make up most easily.
    private static func strayPart(of sentence: String, in text: String) -> String? {
        let known = Set(numbers(in: text))
        if let number = numbers(in: sentence).first(where: { !known.contains($0) }) { return number }
        let lowered = text.lowercased()
        for word in sentence.lowercased().split(whereSeparator: \.isWhitespace)
        where word.contains("://") || word.contains("www.") || word.contains(".com") || word.contains("@") {
            if !lowered.contains(word.prefix(12)) { return "the address \(word.prefix(60))" }
        }
        return nil
    }

    private static func numbers(in text: String) -> [String] {
        text.replacing(",", with: "").split { !($0.isASCII && $0.isNumber) }.map(String.init)
    }

    private static func bestSentence(of passage: Passage, for sentence: String) -> String {
        let terms = QuestionTerms(sentence)
        let ranges = PassageSentences.ranges(of: passage)
        let best = ranges.max { left, right in
            terms.covered(by: QuestionTerms(String(passage.text[left])))
                < terms.covered(by: QuestionTerms(String(passage.text[right])))
        }
        return best.map { String(passage.text[$0]) } ?? passage.text
    }
}
