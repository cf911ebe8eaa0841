/// How much of an indexing run is done at a time.
package struct IndexingLimits: Sendable {
    /// Passages of a batch; a single document may have more.
    package var passagesPerBatch: Int
    package var documentsPerBatch: Int
    /// Texts of one call of the embedder.
    package var textsPerCall: Int

    /// The limits of the project.
    package init(passagesPerBatch: Int = 2_000, documentsPerBatch: Int = 1_000, textsPerCall: Int = 64) {
        self.passagesPerBatch = max(1, passagesPerBatch)
        self.documentsPerBatch = max(1, documentsPerBatch)
        self.textsPerCall = max(1, textsPerCall)
    }
}
