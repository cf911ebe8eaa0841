import Core

struct SQLPostRepository: PostRepository {
    let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    static let statements =
        [insert, insertCounters, lock, find, findMany, update, addViews, deletedBefore]
        + counterStatements.values + listStatements + changeStatements

    /// Characters of the body that a list shows.
    static let excerptLength = 160

    private static let insert = SQLStatement(
        """
        INSERT INTO posts (author_id, title, body, category, station_id, kind, state, status, version, change_number,
        created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1, 0, ?, ?)
        """
    )
    /// A post that nobody has counted anything of has no row.
    private static let insertCounters = SQLStatement(
        """
        INSERT {or ignore} INTO post_counters (post_id, views, comments, attachments, likes, helpfuls, sames)
        VALUES (?, 0, 0, 0, 0, 0, 0)
        """
    )
    private static let lock = SQLStatement("SELECT id FROM posts WHERE id = ? {for update}")
    private static let find = SQLStatement("\(select(body: "p.body")) WHERE p.id = ?")
    private static let findMany = SQLStatement(
        """
        \(select(body: "p.body")) WHERE p.status = 0
        AND p.id IN (\(Array(repeating: "?", count: TextSearch.chunk).joined(separator: ", ")))
        """
    )
    private static let update = SQLStatement(
        """
        UPDATE posts SET title = ?, body = ?, category = ?, station_id = ?, kind = ?, state = ?, status = ?,
        version = ?, change_number = 0, updated_at = ?, deleted_at = ?, deleted_by = ?, closed_at = ? WHERE id = ?
        """
    )
    private static let addViews = SQLStatement("UPDATE post_counters SET views = views + ? WHERE post_id = ?")
    private static let deletedBefore = SQLStatement(
        "SELECT id FROM posts WHERE status = 1 AND deleted_at < ? ORDER BY deleted_at LIMIT ?"
    )
    private static let counterStatements: [String: SQLStatement] = Dictionary(
        uniqueKeysWithValues: ["comments", "attachments", "likes", "helpfuls", "sames"].map { column in
            (column, SQLStatement("UPDATE post_counters SET \(column) = \(column) + ? WHERE post_id = ?"))
        }
    )

    /// Joined from the left, so that no database starts anywhere but at the posts and loses their order.
    static func select(body: String, extra: String = "", index: String = "") -> String {
        """
        SELECT \(extra)p.id, p.author_id, a.name, a.role, p.title, \(body), p.category, p.station_id, p.kind, p.state, p.status,
        p.version, p.created_at, p.updated_at, p.deleted_at, p.deleted_by, p.closed_at,
        c.views, c.comments, c.attachments, c.likes, c.helpfuls, c.sames
        FROM posts p \(index) LEFT JOIN accounts a ON a.id = p.author_id LEFT JOIN post_counters c ON c.post_id = p.id
        """
    }

    static func post(_ columns: inout SQLColumnReader) throws -> Post {
        let id = try columns.integer()
        let author = try columns.author()
        let content = PostContent(
            title: try columns.text(),
            body: try columns.text(),
            category: PostCategory(rawValue: try columns.text()) ?? .general,
            stationID: columns.optionalText(),
            kind: PostKind(rawValue: try columns.text()) ?? .post,
            state: columns.optionalText().flatMap(FaultState.init)
        )
        return Post(
            id: id,
            author: author,
            content: content,
            status: Post.Status(rawValue: try columns.int()) ?? .deleted,
            version: try columns.int(),
            createdAt: Timestamp(milliseconds: try columns.integer()),
            updatedAt: Timestamp(milliseconds: try columns.integer()),
            deletedAt: columns.optionalInteger().map(Timestamp.init(milliseconds:)),
            deletedBy: columns.optionalInteger(),
            closedAt: columns.optionalInteger().map(Timestamp.init(milliseconds:)),
            counters: counters(&columns)
        )
    }

    private static func counters(_ columns: inout SQLColumnReader) -> PostCounters {
        var counters = PostCounters()
        counters.views = Int(columns.optionalInteger() ?? 0)
        counters.comments = Int(columns.optionalInteger() ?? 0)
        counters.attachments = Int(columns.optionalInteger() ?? 0)
        counters.likes = Int(columns.optionalInteger() ?? 0)
        counters.helpfuls = Int(columns.optionalInteger() ?? 0)
        counters.sames = Int(columns.optionalInteger() ?? 0)
        return counters
    }

    func insert(_ content: PostContent, authorID: Int64, now: Timestamp) throws -> Int64 {
        let values: [SQLValue] = [
            .integer(authorID), .text(content.title), .text(content.body), .text(content.category.rawValue),
            SQLValue(content.stationID), .text(content.kind.rawValue), SQLValue(content.state?.rawValue),
            .integer(now.milliseconds), .integer(now.milliseconds),
        ]
        return try session.run(Self.insert, values).insertedID
    }

    func find(_ id: Int64) throws -> Post? {
        try session.first(Self.find, [.integer(id)]).map { row in
            var columns = row.columns
            return try Self.post(&columns)
        }
    }

    func findAndLock(_ id: Int64) throws -> Post? {
        guard try session.first(Self.lock, [.integer(id)]) != nil else { return nil }
        return try find(id)
    }

    func find(ids: [Int64]) throws -> [Post] {
        let padding = [SQLValue](repeating: .integer(0), count: max(0, TextSearch.chunk - ids.count))
        let rows = try session.rows(Self.findMany, ids.prefix(TextSearch.chunk).map(SQLValue.integer) + padding)
        return try rows.map { row in
            var columns = row.columns
            return try Self.post(&columns)
        }.sorted { $0.id > $1.id }
    }

    func update(_ post: Post) throws {
        let content = post.content
        try session.run(
            Self.update,
            [
                .text(content.title), .text(content.body), .text(content.category.rawValue),
                SQLValue(content.stationID), .text(content.kind.rawValue), SQLValue(content.state?.rawValue),
                .integer(post.status.rawValue), .integer(post.version), .integer(post.updatedAt.milliseconds),
                SQLValue(post.deletedAt?.milliseconds), SQLValue(post.deletedBy),
                SQLValue(post.closedAt?.milliseconds), .integer(post.id),
            ]
        )
    }

    func addViews(_ views: [(id: Int64, count: Int)]) throws {
        // In one order everywhere, so that two that add never wait for each other.
        for (id, count) in views.sorted(by: { $0.id < $1.id }) {
            try add(Self.addViews, count, to: id)
        }
    }

    func count(_ change: PostCounterChange, id: Int64, by difference: Int) throws {
        let column =
            switch change {
            case .comments: "comments"
            case .attachments: "attachments"
            case .reaction(.like): "likes"
            case .reaction(.helpful): "helpfuls"
            case .reaction(.same): "sames"
            }
        guard let statement = Self.counterStatements[column] else { return }
        try add(statement, difference, to: id)
    }

    private func add(_ statement: SQLStatement, _ difference: Int, to id: Int64) throws {
        let values: [SQLValue] = [.integer(difference), .integer(id)]
        guard try session.run(statement, values).affectedRows == 0 else { return }
        try session.run(Self.insertCounters, [.integer(id)])
        try session.run(statement, values)
    }

    func deletedPosts(before time: Timestamp, limit: Int) throws -> [Int64] {
        try session.rows(Self.deletedBefore, [.integer(time.milliseconds), .integer(limit)]).map { row in
            var columns = row.columns
            return try columns.integer()
        }
    }
}

extension SQLColumnReader {
    /// Id, name and role of who wrote something.
    mutating func author() throws -> Author {
        Author(id: try integer(), name: optionalText() ?? "", role: optionalText().flatMap(Role.init) ?? .user)
    }
}
