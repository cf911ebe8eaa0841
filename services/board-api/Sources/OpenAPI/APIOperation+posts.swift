import HTTPTypes

/// Posts, and what else is done with them.
extension APIOperation {
    static let posts = [
        APIOperation(
            method: .get,
            path: "/api/board/posts",
            id: "listPosts",
            summary: "Posts by page; with q those that hold every word; with changed_since what changed",
            security: .optional,
            parameters: [
                "Limit", "PostCursor", "Sort", "Status", "Category", "StationID", "AuthorID", "Kind", "State", "Query",
                "ChangedSince",
            ],
            successes: [page("A page of posts, or of changes", "PostListOrChanges")],
            problems: [403]
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
            problems: [409, 410, 422, 429, 507]
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

    static let postDeeds = [
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
}
