import Core
import HTTPTypes
import ServiceKit

/// Writes, changes, deletes and restores posts; the rules of who may.
struct PostEditor: Sendable {
    let writer: BoardWriter
    let views: ViewCounter

    func create(_ draft: PostDraft, by principal: Principal, key: IdempotencyKey?) async throws -> BoardAnswer {
        try await writer.create(principal, key: key) { repositories, context in
            let content = try draft.content(by: context.account)
            let id = try repositories.posts.insert(content, authorID: context.account.id, now: context.now)
            try repositories.postWords.insert(SearchText.pairs(of: content), textID: id)
            try repositories.audit.append(context.entry("post.created", .post, id, detail: content.kind.rawValue))
            let post = Post(
                id: id,
                author: Author(context.account),
                content: content,
                status: .live,
                version: 1,
                createdAt: context.now,
                updatedAt: context.now,
                counters: PostCounters()
            )
            return StoredAnswer(
                status: 201,
                location: PostJSON.path(id),
                etag: post.etag,
                body: PostJSON.document(post)
            )
        }
    }

    func change(
        _ id: Int64,
        _ patch: PostPatch,
        if condition: EntityTagCondition,
        by principal: Principal
    ) async throws -> BoardAnswer {
        try await edit(id, by: principal, may: "change it") { repositories, context, post in
            try condition.check(post.etag)
            let content = try patch.applied(to: post.content, by: context.account)
            // Nothing new is no new version.
            guard content != post.content else { return }
            try Self.reindex(repositories, post, content)
            let detail = Self.summary(of: content, before: post.content)
            if content.state != post.content.state {
                post.closedAt = content.state == .closed ? context.now : nil
            }
            post.content = content
            try post.revise("changed", repositories, context, detail: detail)
            try repositories.posts.update(post)
        }
    }

    func delete(_ id: Int64, if condition: EntityTagCondition, by principal: Principal) async throws {
        _ = try await edit(id, by: principal, may: "delete it") { repositories, context, post in
            try condition.check(post.etag)
            try post.delete(repositories, context)
            try repositories.posts.update(post)
        }
    }

    func restore(_ id: Int64, by principal: Principal) async throws -> BoardAnswer {
        try await edit(id, by: principal, may: "restore it", includingDeleted: true) { repositories, context, post in
            try post.restore(repositories, context)
            try repositories.posts.update(post)
        }
    }

    private func edit(
        _ id: Int64,
        by principal: Principal,
        may deed: String,
        includingDeleted: Bool = false,
        _ body: @Sendable (BoardRepositories, WriteContext, inout Post) throws -> Void
    ) async throws -> BoardAnswer {
        try await writer.change(principal) { repositories, context in
            guard var post = try repositories.posts.findAndLock(id) else { throw Problem.noSuchPost }
            guard !post.isDeleted || includingDeleted, post.status != .purged else { throw Problem.postIsGone }
            try context.requireOwnerOrModerator(post.author.id, deed)
            try body(repositories, context, &post)
            let attachments = post.counters.attachments > 0 ? try repositories.attachments.list(postID: id) : []
            let document = PostJSON.document(post, attachments: attachments, moreViews: views.waiting(id))
            return BoardAnswer(StoredAnswer(status: 200, etag: post.etag, body: document))
        }
    }

    private static func reindex(_ repositories: BoardRepositories, _ post: Post, _ content: PostContent) throws {
        guard content.title != post.content.title || content.body != post.content.body else { return }
        let pairs = (SearchText.pairs(of: post.content), SearchText.pairs(of: content))
        try repositories.postWords.replace(pairs.0, with: pairs.1, textID: post.id)
    }

    /// Such as `title, state closed`.
    private static func summary(of content: PostContent, before: PostContent) -> String {
        var parts: [String] = []
        if content.title != before.title { parts.append("title") }
        if content.body != before.body { parts.append("body") }
        if content.category != before.category { parts.append("category \(content.category.rawValue)") }
        if content.stationID != before.stationID { parts.append("station \(content.stationID ?? "none")") }
        if let state = content.state, state != before.state { parts.append("state \(state.rawValue)") }
        return parts.joined(separator: ", ")
    }
}
