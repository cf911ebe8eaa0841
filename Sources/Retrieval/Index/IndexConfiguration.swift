/// What an index is made with; another configuration needs another index.
package struct IndexConfiguration: Sendable, Equatable {
    /// Where the vectors of an index come from.
    package enum VectorSource: Sendable, Equatable {
        /// There are none, or they are kept elsewhere.
        case none
        /// The built-in embedder makes them.
        case builtIn(dimensions: Int)
        /// They are given with the passages; `embedder` is the name of what made them.
        case given(embedder: String, dimensions: Int)
    }

    package var weights: FieldWeights
    package var bm25: BM25
    package var vectors: VectorSource

    /// A configuration.
    package init(
        weights: FieldWeights = FieldWeights(),
        bm25: BM25 = BM25(),
        vectors: VectorSource = .builtIn(dimensions: 256)
    ) {
        self.weights = weights
        self.bm25 = bm25
        self.vectors = vectors
    }

    /// Numbers a vector; 0: there are none.
    package var dimensions: Int {
        switch vectors {
        case .none: 0
        case .builtIn(let dimensions), .given(_, let dimensions): max(0, dimensions)
        }
    }
}
