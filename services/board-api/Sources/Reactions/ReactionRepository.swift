package import Core

/// Who reacted to which post, and how.
package protocol ReactionRepository {
    /// False when the reaction was there already.
    func insert(_ kind: ReactionKind, postID: Int64, accountID: Int64, now: Timestamp) throws -> Bool
    /// False when there was none.
    func delete(_ kind: ReactionKind, postID: Int64, accountID: Int64) throws -> Bool
    func kinds(postID: Int64, accountID: Int64) throws -> [ReactionKind]
    func deleteAll(postID: Int64) throws
}
