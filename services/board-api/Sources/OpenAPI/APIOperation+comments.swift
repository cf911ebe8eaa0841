import HTTPTypes

/// Comments on posts, and their files.
extension APIOperation {
    static let comments = [
        APIOperation(
            method: .get,
            path: "/api/board/comments",
            id: "searchComments",
            summary: "Comments on any post that hold every word, newest first",
            parameters: ["CommentQuery", "Limit", "NumberCursor"],
            successes: [page("A page of comments", "CommentList")]
        ),
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
            summary: "One comment; deleted ones only for their author and moderators",
            security: .optional,
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

    static let attachments = [
        APIOperation(
            method: .post,
            path: "/api/board/posts/{post}/attachments",
            id: "attachFile",
            summary: "Attach a file: the body is the file, at most 5 MB; PNG, JPEG, GIF, WebP, PDF or UTF-8 text",
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
