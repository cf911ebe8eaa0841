/// Which texts hold which pairs of neighbouring characters: an index that finds words of two syllables in any database.
package protocol WordRepository {
    func insert(_ pairs: [Int64], textID: Int64) throws
    func delete(_ pairs: [Int64], textID: Int64) throws
    /// How many texts hold the pair, counted up to `limit`.
    func frequency(_ pair: Int64, limit: Int) throws -> Int
    /// Texts that hold `pair`, newest first, below `id`, each with whether it holds all of `others` too.
    func candidates(_ pair: Int64, others: [Int64], below id: Int64, limit: Int) throws -> [WordCandidate]
}

extension WordRepository {
    /// Follows a change of a text.
    func replace(_ old: [Int64], with new: [Int64], textID: Int64) throws {
        let (old, new) = (Set(old), Set(new))
        try delete(old.subtracting(new).sorted(), textID: textID)
        try insert(new.subtracting(old).sorted(), textID: textID)
    }
}

/// A text that may match.
package struct WordCandidate: Sendable, Equatable {
    package let textID: Int64
    package let holdsOthers: Bool
}
