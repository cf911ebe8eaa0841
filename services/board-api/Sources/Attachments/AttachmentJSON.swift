import Core

/// Attachments as they are answered.
enum AttachmentJSON {
    static func write(_ attachment: Attachment, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", String(attachment.id))
        writer.field("name", attachment.name)
        writer.field("media_type", attachment.mediaType)
        writer.field("size", attachment.size)
        writer.field("sha256", attachment.sha256)
        writer.field("url", path(attachment))
        writer.time("created_at", attachment.createdAt)
        writer.endObject()
    }

    static func path(_ attachment: Attachment) -> String {
        "\(PostJSON.path(attachment.postID))/attachments/\(attachment.id)"
    }
}
