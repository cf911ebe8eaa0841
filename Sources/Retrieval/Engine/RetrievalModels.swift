/// An embedder outside the index, as the vector leg.
package struct VectorLeg: Sendable {
    package var embedder: any Embedder
    /// Where the passages' vectors are; nil: in the index.
    package var store: (any VectorStore)?
    /// What it counts beside BM25; 0: it is not asked.
    package var weight: Float
    /// Why it has its weight, for the trace.
    package var note: String

    /// A leg.
    package init(_ embedder: any Embedder, store: (any VectorStore)? = nil, weight: Float = 1.5, note: String = "") {
        self.embedder = embedder
        self.store = store
        self.weight = weight
        self.note = note
    }
}

/// A reranker outside the process.
package struct RerankLeg: Sendable {
    package var reranker: any Reranker
    /// Its share of the final score, 0…1; 0: it is not asked.
    package var weight: Float
    /// Why it has its weight, for the trace.
    package var note: String

    /// A step.
    package init(_ reranker: any Reranker, weight: Float = 0.5, note: String = "") {
        self.reranker = reranker
        self.weight = weight
        self.note = note
    }
}
