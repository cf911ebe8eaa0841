/// What an indexing run did.
package struct IndexReport: Sendable {
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    package var removed = 0
    /// What could not be taken, at most ``failureLimit`` of them.
    package var failed: [DocumentFailure] = []
    package var failureCount = 0
    /// Passages written.
    package var passages = 0
    /// Passages written without vectors because the embedder failed.
    package var withoutVectors = 0
    /// What the embedder said the first time it failed.
    package var embeddingFailure: String?
    package var seconds = 0.0

    /// Failures that a report names.
    package static let failureLimit = 1_000

    mutating func fail(_ failure: DocumentFailure) {
        failureCount += 1
        if failed.count < Self.failureLimit { failed.append(failure) }
    }
}
