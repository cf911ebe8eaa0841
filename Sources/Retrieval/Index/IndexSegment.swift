/// Passages indexed together; never changed once made.
final class IndexSegment: Sendable {
    /// Passages have 16-bit places, which keeps postings small.
    static let capacity = 1 << 16

    let passages: [Passage]
    let postings: PostingColumns
    /// Terms of each view in each passage, in quarters of an occurrence like the frequencies.
    let pairLengths: [UInt32]
    let wordLengths: [UInt32]
    /// Of each passage, in order; nil where the index has no vectors.
    let vectors: VectorColumns?
    let facets: PassageFacets
    let placeOfID: [String: UInt16]

    init(
        passages: [Passage],
        postings: PostingColumns,
        pairLengths: [UInt32],
        wordLengths: [UInt32],
        vectors: VectorColumns?
    ) {
        self.passages = passages
        self.postings = postings
        self.pairLengths = pairLengths
        self.wordLengths = wordLengths
        self.vectors = vectors
        facets = PassageFacets(passages)
        var places: [String: UInt16] = [:]
        places.reserveCapacity(passages.count)
        for (place, passage) in passages.enumerated() { places[passage.id] = UInt16(truncatingIfNeeded: place) }
        placeOfID = places
    }

    /// The same passages with other vectors.
    func with(_ vectors: VectorColumns) -> IndexSegment {
        IndexSegment(
            passages: passages,
            postings: postings,
            pairLengths: pairLengths,
            wordLengths: wordLengths,
            vectors: vectors
        )
    }
}
