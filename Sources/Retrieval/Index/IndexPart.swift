/// A segment of an index with what was removed from it since it was made.
struct IndexPart: Sendable {
    private(set) var segment: IndexSegment
    /// By place; empty while nothing is removed.
    private(set) var isRemoved: [Bool] = []
    /// How many of the removed passages held a term.
    private(set) var removedHolders: [UInt64: UInt32] = [:]
    private(set) var liveCount: Int
    /// Lengths of all living passages together, in quarters.
    private(set) var pairTotal: Int
    private(set) var wordTotal: Int

    init(_ segment: IndexSegment) {
        self.segment = segment
        liveCount = segment.passages.count
        pairTotal = segment.pairLengths.reduce(0) { $0 + Int($1) }
        wordTotal = segment.wordLengths.reduce(0) { $0 + Int($1) }
    }

    var hasRemoved: Bool { !isRemoved.isEmpty }

    /// Whether the passage at `place` is there.
    func isLive(_ place: Int) -> Bool { isRemoved.isEmpty || !isRemoved[place] }

    /// The place of the living passage `id`.
    func place(of id: String) -> Int? {
        guard let place = segment.placeOfID[id].map(Int.init), isLive(place) else { return nil }
        return place
    }

    /// Removes the passage at `place`; its terms no longer count in the statistics.
    /// - Parameter analyzer: afterwards it holds the passage's grams.
    mutating func remove(_ place: Int, weights: FieldWeights, analyzer: inout TextAnalyzer) {
        guard isLive(place) else { return }
        if isRemoved.isEmpty { isRemoved = [Bool](repeating: false, count: segment.passages.count) }
        isRemoved[place] = true
        liveCount -= 1
        pairTotal -= Int(segment.pairLengths[place])
        wordTotal -= Int(segment.wordLengths[place])
        analyzer.removeAll()
        for (text, _) in weights.fields(of: segment.passages[place]) { analyzer.append(text) }
        for term in Set(analyzer.terms) { removedHolders[term, default: 0] += 1 }
    }

    /// Gives the passages other vectors.
    mutating func replaceVectors(_ vectors: VectorColumns) {
        segment = segment.with(vectors)
    }

    /// The living passages that hold a term whose postings stand at `range`.
    func holders(of term: UInt64, at range: Range<Int>) -> Int {
        removedHolders.isEmpty ? range.count : range.count - Int(removedHolders[term] ?? 0)
    }
}
