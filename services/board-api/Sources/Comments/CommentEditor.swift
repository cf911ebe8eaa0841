import Core
import HTTPTypes
import ServiceKit

/// A new or changed comment as a client sends it.
package struct CommentDraft: RequestBody {
    package static let members: [BodyMember] = [.required("body")]

    let body: String

    package init(_ texts: BodyTexts) {
        body = texts[required: "body"]
    }

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
        try await writer.create(principal, key: key) { repositories, context in
            try draft.check()
            _ = try repositories.posts.requireLive(postID)
            let account = context.account
            let now = context.now
            let id = try repositories.comments.insert(draft.body, postID: postID, authorID: account.id, now: now)
            try repositories.commentWords.insert(SearchText.pairs(of: draft.body), textID: id)
            try repositories.posts.count(.comments, id: postID, by: 1)
            let comment = Comment(
                id: id,
                postID: postID,
                author: Author(account),
                body: draft.body,
                isDeleted: false,
                version: 1,
                createdAt: now,
                updatedAt: now
            )
            let entry = context.entry("comment.created", .comment, id, detail: comment.trailDetail)
            try repositories.audit.append(entry)
            return StoredAnswer(
                status: 201,
                location: CommentJSON.path(comment),
                etag: comment.etag,
                body: CommentJSON.document(comment)
            )
        }
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
            try repositories.commentWords.replace(
                SearchText.pairs(of: comment.body),
                with: SearchText.pairs(of: draft.body),
                textID: id
            )
            comment.body = draft.body
            try comment.revise("changed", repositories, context)
            try repositories.comments.update(comment)
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
            try comment.delete(repositories, context)
            try repositories.comments.update(comment)
            try repositories.posts.count(.comments, id: postID, by: -1)
        }
    }

    func restore(_ id: Int64, on postID: Int64, by principal: Principal) async throws -> BoardAnswer {
        try await edit(id, on: postID, by: principal, may: "restore it", includingDeleted: true) {
            repositories,
            context,
            comment in
            try comment.restore(repositories, context)
            try repositories.comments.update(comment)
            try repositories.posts.count(.comments, id: postID, by: 1)
        }
    }

    private func edit(
        _ id: Int64,
        on postID: Int64,
        by principal: Principal,
        may deed: String,
        includingDeleted: Bool = false,
        _ body: @Sendable (BoardRepositories, WriteContext, inout Comment) throws -> Void
    ) async throws -> BoardAnswer {
        try await writer.change(principal) { repositories, context in
            _ = try repositories.posts.requireLive(postID)
            guard var comment = try repositories.comments.findAndLock(id, postID: postID) else {
                throw Problem.noSuchComment
            }
            guard !comment.isDeleted || includingDeleted else { throw Problem.commentIsGone }
            try context.requireOwnerOrModerator(comment.author.id, deed)
            try body(repositories, context, &comment)
            return BoardAnswer(StoredAnswer(status: 200, etag: comment.etag, body: CommentJSON.document(comment)))
        }
    }
}

extension Problem {
    static let noSuchComment = Problem.notFound("There is no such comment on this post.")
    static let commentIsGone = Problem(.gone, detail: "The comment was deleted.")
}
