/// The language a rider is answered in.
package enum AnswerLanguage: String, Sendable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// The language `text` is asked in. Korean questions hold English names and the other way round, so English words that only
    /// a sentence has decide where both scripts are there.
    package init(of text: String) {
        var syllables = 0
        var letters = 0
        for scalar in text.unicodeScalars {
            if Hangul.isHangul(scalar) { syllables += 1 }
            if scalar.isASCII, scalar.properties.isAlphabetic { letters += 1 }
        }
        guard syllables > 0 else {
            self = letters > 0 ? .english : .korean
            return
        }
        let words = text.lowercased().split { !$0.isLetter }
        let sentenceWords = words.count { Self.sentenceWords.contains(String($0)) }
        self = sentenceWords >= 2 && letters > syllables ? .english : .korean
    }

    private static let sentenceWords: Set<String> = [
        "how", "what", "where", "when", "why", "which", "who", "is", "are", "do", "does", "can", "could", "the",
        "a", "an", "i", "my", "to", "for", "of", "in", "at", "near", "there", "any", "if", "should", "it", "and",
        "with", "from",
    ]
}
