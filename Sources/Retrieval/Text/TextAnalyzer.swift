/// Turns texts into terms of two views, pairs of neighbouring characters and beginnings of words, and into grams of jamo.
///
/// Words of other scripts and numbers are terms of both views as a whole. It keeps its buffers from text to text.
package struct TextAnalyzer {
    /// The terms of the texts since the last `removeAll`, in their order, of both views.
    package private(set) var terms: [UInt64] = []
    /// How many of them belong to each view.
    private(set) var pairCount = 0
    private(set) var wordCount = 0
    /// The grams of the texts, where they are wanted.
    package private(set) var grams: [UInt16] = []

    private var scalars: [UInt32] = []
    private var runs: [TextRun] = []
    private let wantsGrams: Bool
    private let suffixes = KoreanSuffixes.standard

    /// An analyzer without texts so far.
    package init(wantsGrams: Bool = false) {
        self.wantsGrams = wantsGrams
    }

    /// The terms that are pairs.
    package var pairs: [UInt64] { terms.filter { TermHash.View(of: $0) == .pairs } }

    /// Forgets all terms and grams.
    mutating func removeAll() {
        removeTerms()
        grams.removeAll(keepingCapacity: true)
    }

    /// Forgets all terms.
    mutating func removeTerms() {
        terms.removeAll(keepingCapacity: true)
        pairCount = 0
        wordCount = 0
    }

    /// Appends the terms of `text`.
    package mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        scalars.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        TextNormaliser.append(text, to: &scalars)
        TextRun.append(of: &scalars, to: &runs)
        let (scalars, runs) = (scalars, runs)
        let before = terms.count
        PairReader.read(scalars.span, runs.span) { term, _ in terms.append(term) }
        pairCount += terms.count - before
        appendWords(scalars.span, runs.span)
        if wantsGrams { JamoGrams.read(scalars.span, runs.span, suffixes, into: &grams) }
    }

    /// Words by their first two syllables, which is mostly what is left without particles and endings; of `12월에` both
    /// `12` and `12월`. Compounds are told apart by the pairs of characters, so nothing is gained by longer stems (measured).
    private mutating func appendWords(_ scalars: Span<UInt32>, _ runs: Span<TextRun>) {
        let before = terms.count
        for index in runs.indices {
            let run = runs[index]
            guard run.isSyllables else {
                terms.append(TermHash.word(scalars, run.start..<run.end, view: .words))
                continue
            }
            if index > 0, run.gap == .none, !runs[index - 1].isSyllables {
                // A unit behind a number, or particles behind a word of another script.
                let length = suffixes.stemLength(scalars, run.start..<run.end, keeping: 0)
                guard length > 0 else { continue }
                let start = runs[index - 1].start
                terms.append(TermHash.word(scalars, start..<run.start + 1, view: .words))
            } else {
                terms.append(TermHash.word(scalars, run.start..<min(run.start + 2, run.end), view: .words))
                // 값은 may be 값 with a particle, 나이 is none: both count.
                let isShort =
                    run.end - run.start > 1
                    && suffixes.stemLength(scalars, run.start..<run.end, keeping: 1) == 1
                if isShort { terms.append(TermHash.word(scalars, run.start..<run.start + 1, view: .words)) }
            }
        }
        wordCount += terms.count - before
    }
}
