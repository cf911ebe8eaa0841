import Core

/// The feed of changes as it is answered.
enum ChangesJSON {
    /// `changes` may hold one more than `limit`, which only says that there are more.
    static func document(_ changes: [(number: Int64, post: Post)], after number: Int64, limit: Int) -> [UInt8] {
        let page = changes.prefix(limit)
        var writer = JSONWriter(capacity: 64 + page.reduce(0) { $0 + $1.post.content.body.utf8.count + 512 })
        writer.beginObject()
        writer.key("posts")
        writer.beginArray()
        for (_, post) in page where post.status == .live { write(post, into: &writer) }
        writer.endArray()
        writer.key("deleted")
        writer.beginArray()
        for (_, post) in page where post.status != .live {
            writer.beginObject()
            writer.field("id", String(post.id))
            writer.time("deleted_at", post.deletedAt ?? post.updatedAt)
            writer.endObject()
        }
        writer.endArray()
        writer.field("next", String(page.last?.number ?? number))
        writer.field("more", changes.count > limit)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ post: Post, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", String(post.id))
        writer.field("title", post.content.title)
        writer.field("body", post.content.body)
        PostJSON.writeFacts(post, into: &writer)
        writer.field("status", post.status.text)
        writer.field("version", post.version)
        writer.endObject()
    }
}
