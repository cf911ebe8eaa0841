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
    /// Those of at most ``TextSearch/chunk`` ids that are live, on live posts, newest first.
    func find(ids: [Int64]) throws -> [Comment]
    /// Deleted or not.
    func some(postID: Int64, limit: Int) throws -> [Comment]
    /// Those that were deleted before `time`.
    func deleted(before time: Timestamp, limit: Int) throws -> [Comment]
    /// Removes it for good.
    func remove(_ id: Int64) throws
}
