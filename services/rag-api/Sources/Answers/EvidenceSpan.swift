import Retrieval

/// A stretch of a passage, word for word: a sentence or several that follow each other.
struct EvidenceSpan {
    /// Place of the passage in the list that was found.
    let rank: Int
    let passage: Passage
    var range: Range<String.Index>
    var score: Double

    var text: String { String(passage.text[range]) }
}

/// The sentences of a passage with where they stand.
enum PassageSentences {
    /// Ranges of the sentences that may be shown; those that read as orders to a machine are left out.
    static func ranges(of passage: Passage) -> [Range<String.Index>] {
        SentenceSplitter.sentences(of: passage.text).compactMap { sentence in
            guard !InjectionGuard.isSuspicious(String(sentence)) else { return nil }
            return sentence.startIndex..<sentence.endIndex
        }
    }
}
