import Core

struct SQLCommentRepository: CommentRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let select = """
        SELECT c.id, c.post_id, c.author_id, a.name, a.role, c.body, c.status, c.version, c.created_at, c.updated_at,
        c.deleted_at, c.deleted_by
        """
    private static let comments = "FROM comments c"
    private static let author = "LEFT JOIN accounts a ON a.id = c.author_id"
    private static let insert = SQLStatement(
        """
        INSERT INTO comments (post_id, author_id, body, status, version, created_at, updated_at)
        VALUES (?, ?, ?, 0, 1, ?, ?)
        """
    )
    private static let lock = SQLStatement("SELECT id FROM comments WHERE id = ? {for update}")
    private static let find = SQLStatement("\(select) \(comments) \(author) WHERE c.id = ? AND c.post_id = ?")
    private static let list = SQLStatement(
        """
        \(select) \(comments) {by comments_post} \(author) WHERE c.post_id = ? AND c.status = 0 AND c.id > ? ORDER BY c.id LIMIT ?
        """
    )
    private static let update = SQLStatement(
        """
        UPDATE comments SET body = ?, status = ?, version = ?, updated_at = ?, deleted_at = ?, deleted_by = ?
        WHERE id = ?
        """
    )
    /// Whether comment and post are live is not asked in the condition: SQLite would then start with all that are.
    private static let findMany = SQLStatement(
        """
        \(select), p.status \(comments) \(author) LEFT JOIN posts p ON p.id = c.post_id
        WHERE c.id IN (\(Array(repeating: "?", count: TextSearch.chunk).joined(separator: ", ")))
        """
    )
    private static let some = SQLStatement(
        "\(select) \(comments) {by comments_post} \(author) WHERE c.post_id = ? LIMIT ?"
    )
    private static let deletedBefore = SQLStatement(
        """
        \(select) \(comments) {by comments_deleted} \(author) WHERE c.status = 1 AND c.deleted_at < ? ORDER BY c.deleted_at LIMIT ?
        """
    )
    private static let remove = SQLStatement("DELETE FROM comments WHERE id = ?")

    static let statements = [insert, lock, find, list, update, findMany, some, deletedBefore, remove]

    func insert(_ body: String, postID: Int64, authorID: Int64, now: Timestamp) throws -> Int64 {
        let values: [SQLValue] = [
            .integer(postID), .integer(authorID), .text(body), .integer(now.milliseconds),
            .integer(now.milliseconds),
        ]
        return try session.run(Self.insert, values).insertedID
    }

    func find(_ id: Int64, postID: Int64) throws -> Comment? {
        try session.first(Self.find, [.integer(id), .integer(postID)]).map(Self.comment)
    }

    func findAndLock(_ id: Int64, postID: Int64) throws -> Comment? {
        guard try session.first(Self.lock, [.integer(id)]) != nil else { return nil }
        return try find(id, postID: postID)
    }

    func list(postID: Int64, after id: Int64, limit: Int) throws -> [Comment] {
        try session.rows(Self.list, [.integer(postID), .integer(id), .integer(limit)]).map(Self.comment)
    }

    func update(_ comment: Comment) throws {
        try session.run(
            Self.update,
            [
                .text(comment.body), .integer(comment.isDeleted ? 1 : 0), .integer(comment.version),
                .integer(comment.updatedAt.milliseconds), SQLValue(comment.deletedAt?.milliseconds),
                SQLValue(comment.deletedBy), .integer(comment.id),
            ]
        )
    }

    func find(ids: [Int64]) throws -> [Comment] {
        let padding = [SQLValue](repeating: .integer(0), count: max(0, TextSearch.chunk - ids.count))
        let rows = try session.rows(Self.findMany, ids.prefix(TextSearch.chunk).map(SQLValue.integer) + padding)
        let comments = try rows.compactMap { row in
            var columns = row.columns
            let comment = try Self.comment(&columns)
            let postIsLive = columns.optionalInteger() == Int64(Post.Status.live.rawValue)
            return postIsLive && !comment.isDeleted ? comment : nil
        }
        return comments.sorted { $0.id > $1.id }
    }

    func some(postID: Int64, limit: Int) throws -> [Comment] {
        try session.rows(Self.some, [.integer(postID), .integer(limit)]).map(Self.comment)
    }

    func deleted(before time: Timestamp, limit: Int) throws -> [Comment] {
        try session.rows(Self.deletedBefore, [.integer(time.milliseconds), .integer(limit)]).map(Self.comment)
    }

    func remove(_ id: Int64) throws {
        try session.run(Self.remove, [.integer(id)])
    }

    private static func comment(_ row: SQLRow) throws -> Comment {
        var columns = row.columns
        return try comment(&columns)
    }

    private static func comment(_ columns: inout SQLColumnReader) throws -> Comment {
        Comment(
            id: try columns.integer(),
            postID: try columns.integer(),
            author: try columns.author(),
            body: try columns.text(),
            isDeleted: try columns.int() != 0,
            version: try columns.int(),
            createdAt: Timestamp(milliseconds: try columns.integer()),
            updatedAt: Timestamp(milliseconds: try columns.integer()),
            deletedAt: columns.optionalInteger().map(Timestamp.init(milliseconds:)),
            deletedBy: columns.optionalInteger()
        )
    }
}
