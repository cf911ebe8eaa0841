package import Core
import HTTPTypes
import ServiceKit

/// Posts, their counters, and the order in which they changed.
package protocol PostRepository {
    /// Returns the new post's id.
    func insert(_ content: PostContent, authorID: Int64, now: Timestamp) throws -> Int64
    /// Whatever its status; with the whole body.
    func find(_ id: Int64) throws -> Post?
    /// Like ``find(_:)``, and nobody else changes it until the transaction ends.
    func findAndLock(_ id: Int64) throws -> Post?
    /// Those of at most ``TextSearch/chunk`` ids that are live, newest first, with the whole body.
    func find(ids: [Int64]) throws -> [Post]
    /// Posts with the beginning of their body.
    func list(_ query: PostQuery) throws -> [Post]
    /// Stores content, status and times of `post` under its version.
    func update(_ post: Post) throws
    /// Tells who follows the changes that the author's name is another one.
    func markChanged(authorID: Int64) throws
    func addViews(_ views: [(id: Int64, count: Int)]) throws
    func count(_ change: PostCounterChange, id: Int64, by difference: Int) throws
    /// Deleted ones that were deleted before `time`.
    func deletedPosts(before time: Timestamp, limit: Int) throws -> [Int64]

    /// Gives the changes that are committed and have no number yet the next ones; true when there may be more.
    func numberChanges(limit: Int) throws -> Bool
    /// Whether there are changes without a number.
    func hasUnnumberedChanges() throws -> Bool
    /// The number of the latest change; 0 when there was none.
    func lastChangeNumber() throws -> Int64
    /// Changed posts whatever their status, in the order of their numbers.
    func changes(after number: Int64, limit: Int) throws -> [(number: Int64, post: Post)]
}

/// A counter that follows what is done to a post.
package enum PostCounterChange: Sendable, Equatable {
    case comments
    case attachments
    case reaction(ReactionKind)
}

extension PostRepository {
    /// The post; throws 404 when there is none, 410 when it was deleted.
    func requireLive(_ id: Int64) throws -> Post {
        guard let post = try find(id) else { throw Problem.noSuchPost }
        guard !post.isDeleted else { throw Problem.postIsGone }
        return post
    }
}

extension Problem {
    static let noSuchPost = Problem.notFound("There is no such post.")
    static let postIsGone = Problem(.gone, detail: "The post was deleted.")
}
