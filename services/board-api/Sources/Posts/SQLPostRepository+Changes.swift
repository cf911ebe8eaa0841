import Core

/// The order of changes, for who follows them.
///
/// A number that each writer took would be given before its transaction commits, and a reader could pass it by. So writers
/// mark their change with 0, and whoever reads the feed numbers what is committed, one reader at a time.
extension SQLPostRepository {
    private static let hasUnnumbered = SQLStatement("SELECT id FROM posts WHERE change_number = 0 LIMIT 1")
    private static let unnumbered = SQLStatement("SELECT id FROM posts WHERE change_number = 0 ORDER BY id LIMIT ?")
    private static let prepareNumbers = SQLStatement(
        "INSERT {or ignore} INTO change_numbers (id, last_number) VALUES (1, 0)"
    )
    private static let lastNumber = SQLStatement("SELECT last_number FROM change_numbers WHERE id = 1 {for update}")
    private static let newest = SQLStatement("SELECT last_number FROM change_numbers WHERE id = 1")
    private static let setLastNumber = SQLStatement("UPDATE change_numbers SET last_number = ? WHERE id = 1")
    private static let number = SQLStatement("UPDATE posts SET change_number = ? WHERE id = ? AND change_number = 0")
    private static let changes = SQLStatement(
        """
        \(select(body: "p.body", extra: "p.change_number, ")) WHERE p.change_number > ?
        ORDER BY p.change_number LIMIT ?
        """
    )

    private static let markChanged = SQLStatement(
        "UPDATE posts SET change_number = 0 WHERE status = 0 AND author_id = ?"
    )

    static let changeStatements = [
        markChanged, hasUnnumbered, unnumbered, prepareNumbers, lastNumber, newest, setLastNumber, number,
        changes,
    ]

    func markChanged(authorID: Int64) throws {
        try session.run(Self.markChanged, [.integer(authorID)])
    }

    func hasUnnumberedChanges() throws -> Bool {
        try session.first(Self.hasUnnumbered, []) != nil
    }

    func numberChanges(limit: Int) throws -> Bool {
        if try session.first(Self.lastNumber, []) == nil { try session.run(Self.prepareNumbers, []) }
        guard let row = try session.first(Self.lastNumber, []) else { return false }
        var columns = row.columns
        var last = try columns.integer()
        let ids = try session.rows(Self.unnumbered, [.integer(limit)])
        for row in ids {
            var columns = row.columns
            last += 1
            try session.run(Self.number, [.integer(last), .integer(try columns.integer())])
        }
        if !ids.isEmpty { try session.run(Self.setLastNumber, [.integer(last)]) }
        return ids.count == limit
    }

    func lastChangeNumber() throws -> Int64 {
        guard let row = try session.first(Self.newest, []) else { return 0 }
        var columns = row.columns
        return try columns.integer()
    }

    func changes(after number: Int64, limit: Int) throws -> [(number: Int64, post: Post)] {
        try session.rows(Self.changes, [.integer(number), .integer(limit)]).map { row in
            var columns = row.columns
            return (try columns.integer(), try Self.post(&columns))
        }
    }
}
