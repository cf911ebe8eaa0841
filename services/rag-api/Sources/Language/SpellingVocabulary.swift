/// The words of the guide and of the questions riders bring to it, by which slips of a finger are mended: 환블 → 환불.
///
/// A word is touched only when neither it nor its stem is known, and only by one keystroke: more would make other words.
package struct SpellingVocabulary: Sendable, Equatable {
    private struct Term: Sendable, Equatable {
        let text: String
        let keystrokes: [UInt8]
        let count: Int
    }

    private static let lengths = 2...6

    /// A word that stands in fewer places may be a slip itself; two syllables are a keystroke away from many others, so only
    /// the guide's own subjects are worth the guess.
    private static func fewestUses(_ length: Int) -> Int { length == 2 ? 30 : 5 }

    private let known: Set<String>
    /// Terms that may replace others, by their number of syllables, the most frequent first.
    private let termsByLength: [Int: [Term]]

    /// The words of `texts`.
    package init(_ texts: [String]) {
        var counts: [String: Int] = [:]
        for text in texts {
            for word in Wording.words(text) where Hangul.isSyllables(word) {
                counts[word, default: 0] += 1
                let stem = Wording.withoutParticle(word)
                if stem != word { counts[stem, default: 0] += 1 }
            }
        }
        known = Set(counts.keys)
        var terms: [Int: [Term]] = [:]
        for (text, count) in counts where Self.lengths.contains(text.count) && count >= Self.fewestUses(text.count) {
            terms[text.count, default: []].append(Term(text: text, keystrokes: Hangul.keystrokes(text), count: count))
        }
        termsByLength = terms.mapValues { $0.sorted { ($1.count, $0.text) < ($0.count, $1.text) } }
    }

    /// `question` with letters that stand alone joined, and unknown words by the known ones they are a keystroke away from.
    package func mended(_ question: String) -> String {
        guard !known.isEmpty else { return question }
        return Hangul.joined(question).split(separator: " ", omittingEmptySubsequences: false)
            .map(mendedPiece).joined(separator: " ")
    }

    /// A piece between blanks: its Hangul at the front may be mended, what follows stays.
    private func mendedPiece(_ piece: Substring) -> String {
        let end = piece.unicodeScalars.firstIndex { !Hangul.isSyllable($0) } ?? piece.endIndex
        let word = String(piece[..<end])
        return mendedWord(word) + piece[end...]
    }

    private func mendedWord(_ word: String) -> String {
        let syllables = Array(word)
        guard syllables.count >= 2, !isKnown(syllables) else { return word }
        for length in Self.lengths.reversed() where length <= syllables.count {
            let head = String(syllables[..<length])
            // Where less than half of a word is looked at, anything is near something.
            guard length * 2 >= syllables.count, let term = nearest(head, length: length) else { continue }
            return term + String(syllables[length...])
        }
        return word
    }

    /// Whether the word begins with a known one, which leaves an ending that is not in the table of particles.
    private func isKnown(_ syllables: [Character]) -> Bool {
        (2...syllables.count).contains { known.contains(String(syllables[..<$0])) }
    }

    private func nearest(_ head: String, length: Int) -> String? {
        let keystrokes = Hangul.keystrokes(head)
        return termsByLength[length]?.first { EditDistance.isOneApart(keystrokes, $0.keystrokes) }?.text
    }
}
