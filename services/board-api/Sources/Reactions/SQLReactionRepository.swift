import Core

struct SQLReactionRepository: ReactionRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let insert = SQLStatement(
        "INSERT {or ignore} INTO reactions (post_id, account_id, kind, created_at) VALUES (?, ?, ?, ?)"
    )
    private static let delete = SQLStatement(
        "DELETE FROM reactions WHERE post_id = ? AND account_id = ? AND kind = ?"
    )
    private static let kinds = SQLStatement("SELECT kind FROM reactions WHERE post_id = ? AND account_id = ?")
    private static let deleteAll = SQLStatement("DELETE FROM reactions WHERE post_id = ?")

    static let statements = [insert, delete, kinds, deleteAll]

    func insert(_ kind: ReactionKind, postID: Int64, accountID: Int64, now: Timestamp) throws -> Bool {
        let values: [SQLValue] = [
            .integer(postID), .integer(accountID), .text(kind.rawValue), .integer(now.milliseconds),
        ]
        return try session.run(Self.insert, values).affectedRows > 0
    }

    func delete(_ kind: ReactionKind, postID: Int64, accountID: Int64) throws -> Bool {
        let values: [SQLValue] = [.integer(postID), .integer(accountID), .text(kind.rawValue)]
        return try session.run(Self.delete, values).affectedRows > 0
    }

    func kinds(postID: Int64, accountID: Int64) throws -> [ReactionKind] {
        try session.rows(Self.kinds, [.integer(postID), .integer(accountID)]).compactMap { row in
            var columns = row.columns
            return ReactionKind(rawValue: try columns.text())
        }
    }

    func deleteAll(postID: Int64) throws {
        try session.run(Self.deleteAll, [.integer(postID)])
    }
}
