/// A question in normalised words, as the makers of variants look at it.
package struct QueryWords {
    /// A word: a stretch without blanks or signs of one script, or a number.
    struct Word {
        var range: Range<Int>
        var isSyllables: Bool
        /// Whether it follows the word before it without a blank, like 시간 in 2시간.
        var isAttached: Bool
    }

    let scalars: [UInt32]
    let words: [Word]

    /// Cuts a question into words.
    package init(_ text: String) {
        var scalars = TextNormaliser.scalars(of: text)
        var runs: [TextRun] = []
        TextRun.append(of: &scalars, to: &runs)
        self.scalars = scalars
        words = runs.map { Word(range: $0.start..<$0.end, isSyllables: $0.isSyllables, isAttached: $0.gap == .none) }
    }

    func text(_ range: Range<Int>) -> String { String(scalars: scalars[range]) }

    /// Each word.
    package var texts: [String] { words.map { text($0.range) } }
}

extension String {
    init(scalars: some Sequence<UInt32>) {
        var view = UnicodeScalarView()
        for scalar in scalars {
            if let scalar = Unicode.Scalar(scalar) { view.append(scalar) }
        }
        self.init(view)
    }
}
