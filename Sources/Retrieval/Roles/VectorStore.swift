/// Where vectors are kept outside the process, for more passages than memory should hold.
package protocol VectorStore: Sendable {
    /// Makes the collection for vectors of `dimensions` where it is missing; refuses one of another size.
    func prepare(dimensions: Int) async throws
    /// Puts or replaces the vectors of `passages`, one each; repeatable.
    func put(_ passages: [Passage], vectors: [[Float]]) async throws
    /// Removes passages by their ids; those that are not there are no error.
    func remove(_ passageIDs: [String]) async throws
    /// The `limit` passages closest to `vector` that pass `filter`, best first.
    func nearest(to vector: [Float], filter: PassageFilter, limit: Int) async throws -> [ScoredID]
    /// How many passages it holds.
    func count() async throws -> Int
}

/// A passage's id with its score in one list.
package struct ScoredID: Sendable, Equatable {
    package var id: String
    package var score: Float

    /// An id with a score.
    package init(_ id: String, _ score: Float) {
        self.id = id
        self.score = score
    }
}
