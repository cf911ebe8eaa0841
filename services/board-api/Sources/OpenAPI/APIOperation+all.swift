import HTTPTypes

extension APIOperation {
    /// Everything the board answers, besides health and metrics.
    static let all = posts + postDeeds + comments + attachments + accounts + keys

    private static func tagged(_ status: Int, _ description: String, _ schema: String) -> Success {
        Success(status: status, description: description, schema: schema, headers: ["ETag"])
    }

    private static func created(_ description: String, _ schema: String, tagged: Bool = true) -> Success {
        let headers = ["Location", "Idempotency-Replayed"] + (tagged ? ["ETag"] : [])
        return Success(status: 201, description: description, schema: schema, headers: headers)
    }

    static func page(_ description: String, _ schema: String) -> Success {
        Success(status: 200, description: description, schema: schema, headers: ["Link"])
    }

    static let done = Success(status: 204, description: "Done")
    private static let edits = [403, 404, 409, 410, 429, 507]

    private static let posts = [
        APIOperation(
            method: .get,
            path: "/api/board/posts",
            id: "listPosts",
            summary: "Posts by page; with q those that hold every word; with changed_since what changed",
            parameters: [
                "Limit", "PostCursor", "Sort", "Category", "StationID", "AuthorID", "Kind", "State", "Query",
                "ChangedSince",
            ],
            successes: [page("A page of posts, or of changes", "PostListOrChanges")]
        ),
        APIOperation(
            method: .post,
            path: "/api/board/posts",
            id: "createPost",
            summary: "Write a post or report a fault",
            security: .required,
            parameters: ["IdempotencyKey"],
            body: .json("PostDraft"),
            successes: [created("The post", "Post")],
            problems: [409, 422, 429, 507]
        ),
        APIOperation(
            method: .get,
            path: "/api/board/posts/{post}",
            id: "getPost",
            summary: "One post with its text; deleted ones only for their author and moderators",
            security: .optional,
            successes: [tagged(200, "The post", "Post")],
            problems: [404, 410]
        ),
        APIOperation(
            method: .patch,
            path: "/api/board/posts/{post}",
            id: "changePost",
            summary: "Change a post, or close a fault report",
            security: .required,
            parameters: ["IfMatch"],
            body: .json("PostPatch"),
            successes: [tagged(200, "The post as it is now", "Post")],
            problems: edits + [412, 422, 428]
        ),
        APIOperation(
            method: .delete,
            path: "/api/board/posts/{post}",
            id: "deletePost",
            summary: "Delete a post; it can be restored until it is purged",
            security: .required,
            parameters: ["IfMatch"],
            successes: [done],
            problems: edits + [412, 428]
        ),
    ]

    private static let postDeeds = [
        APIOperation(
            method: .post,
            path: "/api/board/posts/{post}/restore",
            id: "restorePost",
            summary: "Bring a deleted post back",
            security: .required,
            successes: [tagged(200, "The post", "Post")],
            problems: edits
        ),
        APIOperation(
            method: .post,
            path: "/api/board/posts/{post}/purge",
            id: "purgePost",
            summary: "Remove a deleted post's contents for good; admins only",
            security: .required,
            successes: [done],
            problems: edits
        ),
        APIOperation(
            method: .get,
            path: "/api/board/posts/{post}/audit",
            id: "getPostAudit",
            summary: "What was done to a post, latest first; for its author and moderators",
            security: .required,
            parameters: ["Limit", "NumberCursor"],
            successes: [page("A page of the trail", "AuditTrail")],
            problems: [403, 404]
        ),
        APIOperation(
            method: .put,
            path: "/api/board/posts/{post}/reactions/{reaction}",
            id: "react",
            summary: "React to a post",
            security: .required,
            successes: [done],
            problems: edits
        ),
        APIOperation(
            method: .delete,
            path: "/api/board/posts/{post}/reactions/{reaction}",
            id: "takeReactionBack",
            summary: "Take a reaction back",
            security: .required,
            successes: [done],
            problems: edits
        ),
    ]

    private static let comments = [
        APIOperation(
            method: .get,
            path: "/api/board/posts/{post}/comments",
            id: "listComments",
            summary: "Comments on a post, oldest first",
            parameters: ["Limit", "NumberCursor"],
            successes: [page("A page of comments", "CommentList")],
            problems: [404, 410]
        ),
        APIOperation(
            method: .post,
            path: "/api/board/posts/{post}/comments",
            id: "createComment",
            summary: "Comment on a post",
            security: .required,
            parameters: ["IdempotencyKey"],
            body: .json("CommentDraft"),
            successes: [created("The comment", "Comment")],
            problems: edits + [422]
        ),
        APIOperation(
            method: .get,
            path: "/api/board/posts/{post}/comments/{comment}",
            id: "getComment",
            summary: "One comment",
            successes: [tagged(200, "The comment", "Comment")],
            problems: [404, 410]
        ),
        APIOperation(
            method: .patch,
            path: "/api/board/posts/{post}/comments/{comment}",
            id: "changeComment",
            summary: "Change a comment",
            security: .required,
            parameters: ["IfMatch"],
            body: .json("CommentDraft"),
            successes: [tagged(200, "The comment as it is now", "Comment")],
            problems: edits + [412, 422, 428]
        ),
        APIOperation(
            method: .delete,
            path: "/api/board/posts/{post}/comments/{comment}",
            id: "deleteComment",
            summary: "Delete a comment",
            security: .required,
            parameters: ["IfMatch"],
            successes: [done],
            problems: edits + [412, 428]
        ),
        APIOperation(
            method: .post,
            path: "/api/board/posts/{post}/comments/{comment}/restore",
            id: "restoreComment",
            summary: "Bring a deleted comment back",
            security: .required,
            successes: [tagged(200, "The comment", "Comment")],
            problems: edits
        ),
    ]

    private static let attachments = [
        APIOperation(
            method: .post,
            path: "/api/board/posts/{post}/attachments",
            id: "attachFile",
            summary: "Attach a file: the body is the file, at most 5 MB; PNG, JPEG, GIF, WebP, HEIC, PDF or UTF-8 text",
            security: .required,
            parameters: ["IdempotencyKey", "FileName"],
            body: .file,
            successes: [created("The attachment", "Attachment", tagged: false)],
            problems: edits + [415, 422]
        ),
        APIOperation(
            method: .get,
            path: "/api/board/posts/{post}/attachments/{attachment}",
            id: "getFile",
            summary: "The bytes of an attached file",
            successes: [
                Success(status: 200, description: "The file", headers: ["ETag"], isFile: true),
                Success(status: 304, description: "Not changed since the ETag given in If-None-Match"),
            ],
            problems: [404, 410]
        ),
        APIOperation(
            method: .delete,
            path: "/api/board/posts/{post}/attachments/{attachment}",
            id: "removeFile",
            summary: "Remove an attached file",
            security: .required,
            successes: [done],
            problems: edits
        ),
    ]
}
