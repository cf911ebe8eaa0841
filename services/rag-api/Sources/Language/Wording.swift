/// Small tools on the words of a question.
package enum Wording {
    /// Lower case, without blanks and punctuation: the form in which names are compared.
    package static func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars where isWordPart(scalar) { result.append(scalar) }
        return String(result)
    }

    /// The words of a text in lower case, cut at blanks and punctuation; a hyphen inside a word stays (`ST-4`).
    package static func words(_ text: String) -> [String] {
        text.lowercased().split { character in
            guard let scalar = character.unicodeScalars.first else { return true }
            return !isWordPart(scalar) && scalar != "-"
        }.map(String.init)
    }

    /// Whether any of `parts` stands in `text`.
    package static func contains(_ text: String, any parts: [String]) -> Bool {
        parts.contains { text.contains($0) }
    }

    /// A word without the particle at its end, or itself; at least one syllable stays.
    package static func withoutParticle(_ word: String) -> String {
        for particle in particles where word.hasSuffix(particle) && word.count > particle.count {
            return String(word.dropLast(particle.count))
        }
        return word
    }

    static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Longest first.
    private static let particles = [
        "에서부터는", "에서부터", "으로부터", "에서는", "에서도", "에서의", "이라는", "이랑은", "까지는", "부터는", "쪽에서", "쪽으로",
        "에서", "에는", "에도", "에만", "에게", "으로", "까지", "부터", "이랑", "라는", "처럼", "보다", "쪽에", "하고", "이나", "이요",
        "에", "로", "은", "는", "이", "가", "을", "를", "의", "도", "만", "와", "과", "랑", "나", "쪽", "요",
    ]
}
