package import Core

/// Comments, each under its post.
package protocol CommentRepository {
    /// Returns the new comment's id.
    func insert(_ body: String, postID: Int64, authorID: Int64, now: Timestamp) throws -> Int64
    /// Deleted or not.
    func find(_ id: Int64, postID: Int64) throws -> Comment?
    /// Like ``find(_:postID:)``, and nobody else changes it until the transaction ends.
    func findAndLock(_ id: Int64, postID: Int64) throws -> Comment?
    /// Those that are not deleted, oldest first, behind the comment `id`.
    func list(postID: Int64, after id: Int64, limit: Int) throws -> [Comment]
    /// Stores body, deletion and times under the comment's version.
    func update(_ comment: Comment) throws
    func deleteAll(postID: Int64) throws
    /// Removes comments that were deleted before `time`.
    func purge(deletedBefore time: Timestamp, limit: Int) throws -> Int
}
