import Core
import Markdown

/// Comments as they are answered.
enum CommentJSON {
    static func path(_ comment: Comment) -> String { "\(PostJSON.path(comment.postID))/comments/\(comment.id)" }

    static func document(_ comment: Comment) -> [UInt8] {
        var writer = JSONWriter(capacity: comment.body.utf8.count * 3 + 512)
        write(comment, into: &writer)
        return writer.bytes
    }

    static func list(_ comments: [Comment], next: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: comments.count * 512 + 64)
        writer.page("comments", comments, next: next) { write($0, into: &$1) }
        return writer.bytes
    }

    private static func write(_ comment: Comment, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", String(comment.id))
        writer.field("post_id", String(comment.postID))
        writer.author(comment.author)
        writer.field("body", comment.body)
        writer.field("html", MarkdownHTML.render(comment.body))
        writer.field("status", comment.isDeleted ? "deleted" : "live")
        writer.field("version", comment.version)
        writer.time("created_at", comment.createdAt)
        writer.time("updated_at", comment.updatedAt)
        writer.endObject()
    }
}
