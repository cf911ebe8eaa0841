import Core
import ServiceKit

/// Reads and searches comments.
struct CommentReader: Sendable {
    let keeper: DatabaseKeeper
    let clock: WallClock
    private let search = TextSearch()

    init(keeper: DatabaseKeeper, clock: WallClock) {
        self.keeper = keeper
        self.clock = clock
    }

    /// One comment. A deleted one only for its author and moderators.
    func comment(_ id: Int64, on postID: Int64, for principal: Principal?) async throws -> BoardAnswer {
        let comment = try await keeper.requireDatabase().reading { repositories in
            _ = try repositories.posts.requireLive(postID)
            guard let comment = try repositories.comments.find(id, postID: postID) else { throw Problem.noSuchComment }
            guard comment.isDeleted else { return comment }
            guard let account = try principal.map(repositories.requireAccount),
                account.id == comment.author.id || account.role >= .moderator
            else { throw Problem.commentIsGone }
            return comment
        }
        return BoardAnswer(StoredAnswer(status: 200, etag: comment.etag, body: CommentJSON.document(comment)))
    }

    /// A page, oldest first, and the id that the next one follows; nil at the end.
    func list(on postID: Int64, after id: Int64, limit: Int) async throws -> (body: [UInt8], next: Int64?) {
        var comments = try await keeper.requireDatabase().reading { repositories in
            _ = try repositories.posts.requireLive(postID)
            return try repositories.comments.list(postID: postID, after: id, limit: limit + 1)
        }
        guard comments.count > limit else { return (CommentJSON.list(comments, next: nil), nil) }
        comments.removeLast()
        let next = comments.last?.id
        return (CommentJSON.list(comments, next: next.map { String($0) }), next)
    }

    /// Comments that hold every word, newest first below the id `cursor`, and below which the next page begins.
    func search(_ words: [[Unicode.Scalar]], below cursor: Int64, limit: Int) async throws
        -> (body: [UInt8], next: Int64?)
    {
        let now = clock.now()
        let search = search
        let page = try await keeper.requireDatabase().reading { repositories in
            try search.page(
                words,
                below: cursor,
                limit: limit,
                now: now,
                in: repositories.commentWords,
                find: repositories.comments.find(ids:)
            )
        }
        return (CommentJSON.list(page.texts, next: page.nextBelow.map { String($0) }), page.nextBelow)
    }
}
