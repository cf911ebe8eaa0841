import Core

struct SQLAttachmentRepository: AttachmentRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let columns =
        "id, post_id, uploader_id, name, media_type, size, sha256, object_key, created_at"
    private static let insert = SQLStatement(
        """
        INSERT INTO attachments (post_id, uploader_id, name, media_type, size, sha256, object_key, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let find = SQLStatement("SELECT \(columns) FROM attachments WHERE id = ? AND post_id = ?")
    private static let list = SQLStatement("SELECT \(columns) FROM attachments WHERE post_id = ? ORDER BY id")
    private static let delete = SQLStatement("DELETE FROM attachments WHERE id = ?")
    private static let byKey = SQLStatement("SELECT id FROM attachments WHERE object_key = ?")

    static let statements = [insert, find, list, delete, byKey]

    func insert(_ attachment: Attachment) throws -> Int64 {
        let values: [SQLValue] = [
            .integer(attachment.postID), .integer(attachment.uploaderID), .text(attachment.name),
            .text(attachment.mediaType), .integer(attachment.size), .text(attachment.sha256),
            .text(attachment.objectKey), .integer(attachment.createdAt.milliseconds),
        ]
        return try session.run(Self.insert, values).insertedID
    }

    func find(_ id: Int64, postID: Int64) throws -> Attachment? {
        try session.first(Self.find, [.integer(id), .integer(postID)]).map(Self.attachment)
    }

    func list(postID: Int64) throws -> [Attachment] {
        try session.rows(Self.list, [.integer(postID)]).map(Self.attachment)
    }

    func delete(_ id: Int64) throws -> Bool {
        try session.run(Self.delete, [.integer(id)]).affectedRows > 0
    }

    func isReferenced(objectKey: String) throws -> Bool {
        try session.first(Self.byKey, [.text(objectKey)]) != nil
    }

    private static func attachment(_ row: SQLRow) throws -> Attachment {
        var columns = row.columns
        return Attachment(
            id: try columns.integer(),
            postID: try columns.integer(),
            uploaderID: try columns.integer(),
            name: try columns.text(),
            mediaType: try columns.text(),
            size: try columns.int(),
            sha256: try columns.text(),
            objectKey: try columns.text(),
            createdAt: Timestamp(milliseconds: try columns.integer())
        )
    }
}
