import Core
import ServiceKit

/// Reads posts: one, lists, searches, and what changed.
struct PostReader: Sendable {
    let keeper: DatabaseKeeper
    let clock: WallClock
    let views: ViewCounter
    private let search = TextSearch()

    init(keeper: DatabaseKeeper, clock: WallClock, views: ViewCounter) {
        self.keeper = keeper
        self.clock = clock
        self.views = views
    }

    /// Changes that are numbered before one answer at most: 4 × 500; the rest is in the next.
    private static let numberingSteps = 4
    private static let numberingBatch = 500

    /// One post. A deleted one only for its author and moderators; of a live one it may be a view.
    func post(_ id: Int64, for principal: Principal?, isView: Bool) async throws -> BoardAnswer {
        let (post, attachments, reacted, isTheirs) = try await keeper.requireDatabase().reading { repositories in
            guard let post = try repositories.posts.find(id) else { throw Problem.noSuchPost }
            let attachments = post.counters.attachments > 0 ? try repositories.attachments.list(postID: id) : []
            let reacted = try principal.map { try repositories.reactions.kinds(postID: id, accountID: $0.accountID) }
            guard post.isDeleted, let principal else { return (post, attachments, reacted, false) }
            // What is not public takes more than a token that was good a while ago.
            let account = try repositories.requireAccount(principal)
            return (post, attachments, reacted, account.id == post.author.id || account.role >= .moderator)
        }
        if post.status == .live {
            if isView { views.count(id) }
        } else {
            guard post.status == .deleted, isTheirs else { throw Problem.postIsGone }
        }
        let body = PostJSON.document(post, attachments: attachments, moreViews: views.waiting(id), reacted: reacted)
        return BoardAnswer(StoredAnswer(status: 200, etag: post.etag, body: body))
    }

    /// A page of posts and the cursor of the next; nil at the end. Those that are not live only for moderators.
    func list(
        _ query: PostQuery,
        words: [[Unicode.Scalar]]?,
        for principal: Principal?
    ) async throws -> (body: [UInt8], next: PostCursor?) {
        let now = clock.now()
        let search = search
        let (posts, next) = try await keeper.requireDatabase().reading { repositories in
            if let principal, try repositories.requireAccount(principal).role < .moderator {
                throw Problem.forbidden("Deleted posts are listed for moderators.")
            }
            if let words {
                let page = try search.page(
                    words,
                    below: query.after?.id ?? .max,
                    limit: query.limit,
                    now: now,
                    in: repositories.postWords,
                    find: { try repositories.posts.find(ids: $0).filter(query.admits) }
                )
                let next = page.nextBelow.map { PostCursor(sort: .newest, id: $0, updatedAt: .init(milliseconds: 0)) }
                return (page.texts, next)
            }
            var query = query
            query.limit += 1
            var posts = try repositories.posts.list(query)
            guard posts.count == query.limit else { return (posts, PostCursor?.none) }
            posts.removeLast()
            return (posts, posts.last.map { PostCursor($0, sort: query.sort) })
        }
        return (PostJSON.list(posts, next: next?.text, moreViews: views.waiting(posts)), next)
    }

    /// What changed after the cursor, in the order it became visible. Throws 400 for a cursor of another feed.
    func changes(after number: Int64, limit: Int) async throws -> [UInt8] {
        let database = try keeper.requireDatabase()
        if try await database.reading({ try $0.posts.hasUnnumberedChanges() }) {
            for _ in 0..<Self.numberingSteps {
                let isMore = try await database.writing { try $0.posts.numberChanges(limit: Self.numberingBatch) }
                if !isMore { break }
            }
        }
        let changes = try await database.reading { repositories in
            let changes = try repositories.posts.changes(after: number, limit: limit + 1)
            // A database that was set up anew, or restored, gives its numbers again: who waits for them would miss them.
            guard try !changes.isEmpty || number <= repositories.posts.lastChangeNumber() else {
                throw Problem.invalid("changed_since", "is ahead of this feed; begin again with an empty one")
            }
            return changes
        }
        return ChangesJSON.document(changes, after: number, limit: limit)
    }
}
