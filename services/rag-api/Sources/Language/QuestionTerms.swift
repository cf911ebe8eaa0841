/// The terms of a text by which sentences are compared with a question: pairs of Hangul syllables inside words, other words whole.
package struct QuestionTerms: Sendable, Equatable {
    package let terms: Set<String>

    /// The terms of `text`; with `dropsAskingWords` without those that only ask (`어떻게`, `what`).
    package init(_ text: String, dropsAskingWords: Bool = false) {
        var terms: Set<String> = []
        for word in Wording.words(text) {
            for part in Self.scripts(word) {
                if dropsAskingWords, Self.asks(part) { continue }
                terms.formUnion(Self.terms(of: part))
            }
        }
        self.terms = terms
    }

    /// How much of these terms stands in `other`, 0…1.
    package func covered(by other: QuestionTerms) -> Double {
        guard !terms.isEmpty else { return 0 }
        return Double(terms.intersection(other.terms).count) / Double(terms.count)
    }

    /// Runs of Hangul, of digits and of letters inside a word.
    private static func scripts(_ word: String) -> [String] {
        var parts: [String] = []
        var last = 0
        for character in word {
            guard let scalar = character.unicodeScalars.first else { continue }
            let kind = Hangul.isHangul(scalar) ? 1 : character.isNumber ? 2 : character.isLetter ? 3 : 0
            if kind == 0 {
                last = 0
            } else if kind == last {
                parts[parts.count - 1].append(character)
            } else {
                parts.append(String(character))
                last = kind
            }
        }
        return parts
    }

    private static func terms(of part: String) -> [String] {
        guard Hangul.contains(part) else { return [stem(part)] }
        let syllables = Array(Wording.withoutParticle(part))
        guard syllables.count > 1 else { return [String(syllables)] }
        return (0..<(syllables.count - 1)).map { String(syllables[$0...($0 + 1)]) }
    }

    /// English plural and verb endings off, so that `bikes` and `bike` agree.
    private static func stem(_ word: String) -> String {
        for ending in ["ing", "ed", "es", "s"] where word.hasSuffix(ending) && word.count > ending.count + 3 {
            return String(word.dropLast(ending.count))
        }
        return word
    }

    private static func asks(_ word: String) -> Bool {
        asking.contains(word) || koreanAsking.contains { word.hasPrefix($0) }
    }

    private static let koreanAsking = [
        "어떻게", "어떡", "무엇", "뭐", "뭔", "왜", "얼마", "언제", "어디", "누가", "누구", "알려", "궁금", "있나", "있어", "있을까", "되나", "될까",
        "돼", "되는", "인가", "나요", "인지", "싶어", "싶은", "해야", "하나", "해요", "하면", "있는", "수", "거", "좀", "제가", "저는", "나는",
        "혹시",
    ]
    private static let asking: Set<String> = [
        "how", "what", "where", "when", "why", "which", "who", "is", "are", "do", "does", "can", "could", "the",
        "a", "an", "i", "my", "to", "for", "of", "in", "at", "there", "any", "if", "should", "it", "and", "with",
        "from", "me", "you", "be", "on", "or", "am", "have", "has", "will", "would", "did", "was", "this", "that",
        "please", "tell", "much", "many", "about", "get", "s", "t", "m",
    ]
}
