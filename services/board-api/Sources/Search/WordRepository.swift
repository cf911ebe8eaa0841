/// Which posts hold which pairs of neighbouring characters: an index that finds words of two syllables in any database.
package protocol WordRepository {
    func insert(_ pairs: [Int64], postID: Int64) throws
    func delete(_ pairs: [Int64], postID: Int64) throws
    /// How many posts hold the pair, counted up to `limit`.
    func frequency(_ pair: Int64, limit: Int) throws -> Int
    /// Posts that hold `pair`, newest first, below `id`, each with whether it holds all of `others` too.
    func candidates(_ pair: Int64, others: [Int64], below id: Int64, limit: Int) throws -> [WordCandidate]
}

/// A post that may match.
package struct WordCandidate: Sendable, Equatable {
    package let postID: Int64
    package let holdsOthers: Bool
}
