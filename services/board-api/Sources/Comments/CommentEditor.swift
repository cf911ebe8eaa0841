import Core
import HTTPTypes
import ServiceKit

/// A new or changed comment as a client sends it.
package struct CommentDraft: Decodable, Sendable {
    package let body: String

    func check() throws(Problem) {
        var check = FieldCheck()
        check.text(body, "body", PostLimits.comment, allowsLines: true)
        try check.finish()
    }
}

/// Writes, changes, deletes and restores comments.
struct CommentEditor: Sendable {
    let writer: BoardWriter

    func create(
        _ draft: CommentDraft,
        on postID: Int64,
        by principal: Principal,
        key: IdempotencyKey?
    ) async throws -> BoardAnswer {
        let (answer, isRepeated) = try await writer.perform(principal, key: key) { repositories, context in
            try draft.check()
            try Self.requireLivePost(postID, repositories)
            let account = context.account
            let now = context.now
            let id = try repositories.comments.insert(draft.body, postID: postID, authorID: account.id, now: now)
            try repositories.posts.count(.comments, id: postID, by: 1)
            try repositories.audit.append(context.entry("comment.created", .comment, id))
            let comment = Comment(
                id: id,
                postID: postID,
                author: Author(id: account.id, name: account.name),
                body: draft.body,
                isDeleted: false,
                version: 1,
                createdAt: now,
                updatedAt: now
            )
            return StoredAnswer(
                status: 201,
                location: "/api/board/posts/\(postID)/comments/\(id)",
                etag: comment.etag,
                body: CommentJSON.document(comment)
            )
        }
        return BoardAnswer(answer, isRepeated: isRepeated)
    }

    func change(
        _ id: Int64,
        on postID: Int64,
        _ draft: CommentDraft,
        if condition: EntityTagCondition,
        by principal: Principal
    ) async throws -> BoardAnswer {
        try await edit(id, on: postID, by: principal, may: "change it") { repositories, context, comment in
            try condition.check(comment.etag)
            try draft.check()
            guard draft.body != comment.body else { return }
            comment.body = draft.body
            try repositories.audit.append(context.entry("comment.changed", .comment, id))
            try Self.store(&comment, repositories, context)
        }
    }

    func delete(
        _ id: Int64,
        on postID: Int64,
        if condition: EntityTagCondition,
        by principal: Principal
    ) async throws {
        _ = try await edit(id, on: postID, by: principal, may: "delete it") { repositories, context, comment in
            try condition.check(comment.etag)
            comment.isDeleted = true
            comment.deletedAt = context.now
            comment.deletedBy = context.account.id
            try repositories.audit.append(context.entry("comment.deleted", .comment, id))
            try Self.store(&comment, repositories, context)
            try repositories.posts.count(.comments, id: postID, by: -1)
        }
    }

    func restore(_ id: Int64, on postID: Int64, by principal: Principal) async throws -> BoardAnswer {
        try await edit(id, on: postID, by: principal, may: "restore it", includingDeleted: true) {
            repositories,
            context,
            comment in
            guard comment.isDeleted else { throw Problem.conflict("The comment is not deleted.") }
            if comment.deletedBy != context.account.id { try context.require(.moderator) }
            comment.isDeleted = false
            comment.deletedAt = nil
            comment.deletedBy = nil
            try repositories.audit.append(context.entry("comment.restored", .comment, id))
            try Self.store(&comment, repositories, context)
            try repositories.posts.count(.comments, id: postID, by: 1)
        }
    }

    static func requireLivePost(_ id: Int64, _ repositories: BoardRepositories) throws {
        guard let post = try repositories.posts.find(id) else { throw Problem.noSuchPost }
        guard post.status == .live else { throw Problem.postIsGone }
    }

    private func edit(
        _ id: Int64,
        on postID: Int64,
        by principal: Principal,
        may deed: String,
        includingDeleted: Bool = false,
        _ body: @Sendable (BoardRepositories, WriteContext, inout Comment) throws -> Void
    ) async throws -> BoardAnswer {
        let (answer, _) = try await writer.perform(principal) { repositories, context in
            try Self.requireLivePost(postID, repositories)
            guard var comment = try repositories.comments.findAndLock(id, postID: postID) else {
                throw Problem.noSuchComment
            }
            guard !comment.isDeleted || includingDeleted else { throw Problem.commentIsGone }
            try context.requireOwnerOrModerator(comment.author.id, deed)
            try body(repositories, context, &comment)
            return StoredAnswer(status: 200, etag: comment.etag, body: CommentJSON.document(comment))
        }
        return BoardAnswer(answer)
    }

    private static func store(
        _ comment: inout Comment,
        _ repositories: BoardRepositories,
        _ context: WriteContext
    ) throws {
        comment.version += 1
        comment.updatedAt = max(context.now, comment.updatedAt)
        try repositories.comments.update(comment)
    }
}

extension Problem {
    static let noSuchComment = Problem.notFound("There is no such comment on this post.")
    static let commentIsGone = Problem(.gone, detail: "The comment was deleted.")
}
