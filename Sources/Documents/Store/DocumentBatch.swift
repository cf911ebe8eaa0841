package import Core

/// Changes that become visible together.
package struct DocumentBatch: Sendable {
    package var origin: String
    package var documents: [PreparedDocument]
    /// Vectors by embedder of passages' texts, see ``StoredVector``.
    package var vectors: [StoredVector]
    /// Ids of documents to remove; only those of `origin` are.
    package var removals: [String]
    /// Values to keep in the same transaction, e.g. how far a feed was followed.
    package var notes: [String: String]
    /// Ids of documents whose passages have no vectors although they should.
    package var withoutVectors: Set<String>
    package var at: Timestamp

    /// A batch of `origin` at the time `at`.
    package init(
        origin: String,
        documents: [PreparedDocument] = [],
        vectors: [StoredVector] = [],
        removals: [String] = [],
        notes: [String: String] = [:],
        withoutVectors: Set<String> = [],
        at: Timestamp
    ) {
        self.origin = origin
        self.documents = documents
        self.vectors = vectors
        self.removals = removals
        self.notes = notes
        self.withoutVectors = withoutVectors
        self.at = at
    }
}

/// The vector of a text.
package struct StoredVector: Sendable {
    package var embedder: String
    /// SHA-256 of the passage's text for embedding: the same text needs no second vector.
    package var textHash: [UInt8]
    package var vector: [Float]
}

/// What became of a batch.
package struct BatchOutcome: Sendable, Equatable {
    package var added: [String] = []
    package var changed: [String] = []
    package var unchanged: [String] = []
    package var removed: [String] = []
    /// Ids that belong to another origin, with that origin.
    package var refused: [String: String] = [:]
}
