/// Indexes passages into a segment.
struct SegmentBuilder {
    private let configuration: IndexConfiguration
    private var analyzer = TextAnalyzer(wantsGrams: true)
    private var counts = GramCounts()
    private var postings = PostingsBuilder()
    private var passages: [Passage] = []
    private var pairLengths: [UInt32] = []
    private var wordLengths: [UInt32] = []
    private var givenVectors: VectorColumns?
    private var grams = GramLists()

    init(_ configuration: IndexConfiguration) {
        self.configuration = configuration
        if case .given(_, let dimensions) = configuration.vectors {
            givenVectors = VectorColumns(dimensions: dimensions)
        }
    }

    var isFull: Bool { passages.count == IndexSegment.capacity }
    var isEmpty: Bool { passages.isEmpty }

    /// Adds a passage and counts its grams into `statistics`; one without a vector is found by its words alone.
    mutating func add(_ passage: Passage, vector: [Float]?, statistics: inout GramStatistics) {
        let document = UInt16(truncatingIfNeeded: passages.count)
        passages.append(passage)
        givenVectors?.append(vector)
        analyzer.removeAll()
        var lengths = (pairs: 0, words: 0)
        for (text, weight) in configuration.weights.fields(of: passage) {
            analyzer.removeTerms()
            analyzer.append(text)
            let terms = analyzer.terms
            postings.add(terms.span, document: document, weight: weight)
            lengths.pairs += analyzer.pairCount * Int(weight)
            lengths.words += analyzer.wordCount * Int(weight)
        }
        pairLengths.append(UInt32(truncatingIfNeeded: lengths.pairs))
        wordLengths.append(UInt32(truncatingIfNeeded: lengths.words))
        counts.count(analyzer.grams)
        statistics.add(counts)
        if case .builtIn = configuration.vectors { grams.append(counts) }
    }

    /// - Parameter embedder: the built-in one, where it makes the vectors.
    consuming func segment(_ embedder: HashedEmbedder?) -> IndexSegment {
        IndexSegment(
            passages: passages,
            postings: postings.columns(),
            pairLengths: pairLengths,
            wordLengths: wordLengths,
            vectors: givenVectors ?? embedder.map(grams.vectors)
        )
    }
}
