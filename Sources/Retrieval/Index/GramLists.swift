/// The grams of passages one after another, until their vectors are made.
struct GramLists {
    private var grams: [UInt16] = []
    private var counts: [UInt16] = []
    private var ends: [Int] = []

    mutating func append(_ list: GramCounts) {
        for gram in list.distinct {
            grams.append(gram)
            counts.append(UInt16(truncatingIfNeeded: list[gram]))
        }
        ends.append(grams.count)
    }

    /// The vectors of all passages.
    func vectors(_ embedder: HashedEmbedder) -> VectorColumns {
        var columns = VectorColumns(dimensions: embedder.dimensions)
        var start = 0
        for end in ends {
            columns.append(embedder.vector(grams[start..<end], counts[start..<end]))
            start = end
        }
        return columns
    }
}
