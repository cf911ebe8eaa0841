import Core
import Markdown

/// Posts as they are answered.
enum PostJSON {
    static func path(_ id: Int64) -> String { "/api/board/posts/\(id)" }

    /// One post with its whole text.
    static func document(
        _ post: Post,
        attachments: [Attachment] = [],
        moreViews: Int = 0,
        reacted: [ReactionKind]? = nil
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: post.content.body.utf8.count * 3 + 1024)
        writer.beginObject()
        writeCommon(post, moreViews: moreViews, into: &writer)
        writer.field("body", post.content.body)
        writer.field("html", MarkdownHTML.render(post.content.body))
        writer.key("attachments")
        writer.beginArray()
        for attachment in attachments { AttachmentJSON.write(attachment, into: &writer) }
        writer.endArray()
        if let reacted {
            writer.key("my_reactions")
            writer.beginArray()
            for kind in reacted { writer.string(kind.rawValue) }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }

    /// `{"posts":[…],"next":…}`.
    static func list(_ posts: [Post], next: String?, moreViews: [Int64: Int]) -> [UInt8] {
        var writer = JSONWriter(capacity: posts.count * 1024 + 64)
        writer.page("posts", posts, next: next) { post, writer in
            writer.beginObject()
            writeCommon(post, moreViews: moreViews[post.id] ?? 0, into: &writer)
            writer.field("excerpt", excerpt(post.content.body))
            writer.endObject()
        }
        return writer.bytes
    }

    /// What is told about a post wherever it stands.
    static func writeFacts(_ post: Post, into writer: inout JSONWriter) {
        writer.field("category", post.content.category.rawValue)
        writer.optional("station_id", post.content.stationID)
        writer.field("kind", post.content.kind.rawValue)
        writer.optional("state", post.content.state?.rawValue)
        writer.author(post.author)
        writer.time("created_at", post.createdAt)
        writer.time("updated_at", post.updatedAt)
    }

    private static func writeCommon(_ post: Post, moreViews: Int, into writer: inout JSONWriter) {
        writer.field("id", String(post.id))
        writer.field("title", post.content.title)
        writeFacts(post, into: &writer)
        writer.time("closed_at", post.closedAt)
        writer.field("status", post.status.text)
        writer.field("version", post.version)
        writer.field("views", post.counters.views + moreViews)
        writer.field("comment_count", post.counters.comments)
        writer.field("attachment_count", post.counters.attachments)
        writer.key("reactions")
        writer.beginObject()
        writer.field(ReactionKind.like.rawValue, post.counters.likes)
        writer.field(ReactionKind.helpful.rawValue, post.counters.helpfuls)
        writer.field(ReactionKind.same.rawValue, post.counters.sames)
        writer.endObject()
    }

    /// The beginning of the text on one line.
    private static func excerpt(_ body: String) -> String {
        // Three bytes are a Hangul syllable. A list has no more of the body anyway; a search has all of it.
        let limit = SQLPostRepository.excerptLength * 3
        guard body.utf8.count > limit || body.utf8.contains(where: { $0 < 0x20 }) else { return body }
        var bytes = Array(body.utf8)
        if bytes.count > limit {
            bytes.removeLast(bytes.count - limit)
            bytes.removePartialScalar()
        }
        let words = bytes.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
        return String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Takes the bytes of a cut character from the end.
    fileprivate mutating func removePartialScalar() {
        while let last, last & 0xC0 == 0x80 { removeLast() }
        if let last, last >= 0x80 { removeLast() }
    }
}

extension Post.Status {
    var text: String {
        switch self {
        case .live: "live"
        case .deleted: "deleted"
        case .purged: "purged"
        }
    }
}
