import Core

struct SQLSessionRepository: SessionRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let insert = SQLStatement(
        "INSERT INTO sessions (account_id, created_at, expires_at) VALUES (?, ?, ?)"
    )
    private static let insertToken = SQLStatement(
        "INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES (?, ?, ?)"
    )
    private static let token = SQLStatement(
        """
        SELECT t.session_id, s.account_id, t.expires_at, s.expires_at, t.used_at, s.revoked_at
        FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = ? {for update}
        """
    )
    private static let markUsed = SQLStatement("UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ?")
    private static let revoke = SQLStatement("UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
    private static let revokeAll = SQLStatement(
        "UPDATE sessions SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL"
    )
    private static let expired = SQLStatement("SELECT id FROM sessions WHERE expires_at < ? LIMIT ?")
    private static let deleteTokens = SQLStatement("DELETE FROM refresh_tokens WHERE session_id = ?")
    private static let deleteExpiredTokens = SQLStatement(
        "DELETE FROM refresh_tokens WHERE session_id = ? AND expires_at < ?"
    )
    private static let ofAccount = SQLStatement("SELECT id FROM sessions WHERE account_id = ?")
    private static let deleteSession = SQLStatement("DELETE FROM sessions WHERE id = ?")

    static let statements = [
        insert, insertToken, token, markUsed, revoke, revokeAll, expired, deleteTokens, deleteExpiredTokens,
        ofAccount, deleteSession,
    ]

    func insert(accountID: Int64, now: Timestamp, expiresAt: Timestamp) throws -> Int64 {
        let values: [SQLValue] = [
            .integer(accountID), .integer(now.milliseconds), .integer(expiresAt.milliseconds),
        ]
        return try session.run(Self.insert, values).insertedID
    }

    func insertToken(hash: [UInt8], sessionID: Int64, expiresAt: Timestamp) throws {
        try session.run(
            Self.insertToken,
            [.blob(hash), .integer(sessionID), .integer(expiresAt.milliseconds)]
        )
    }

    func token(hash: [UInt8]) throws -> RefreshToken? {
        guard let row = try session.first(Self.token, [.blob(hash)]) else { return nil }
        var columns = row.columns
        return RefreshToken(
            sessionID: try columns.integer(),
            accountID: try columns.integer(),
            expiresAt: Timestamp(milliseconds: try columns.integer()),
            sessionExpiresAt: Timestamp(milliseconds: try columns.integer()),
            isUsed: columns.optionalInteger() != nil,
            isRevoked: columns.optionalInteger() != nil
        )
    }

    func markUsed(hash: [UInt8], now: Timestamp) throws {
        try session.run(Self.markUsed, [.integer(now.milliseconds), .blob(hash)])
    }

    func revoke(_ sessionID: Int64, now: Timestamp) throws {
        try session.run(Self.revoke, [.integer(now.milliseconds), .integer(sessionID)])
    }

    func revokeAll(accountID: Int64, now: Timestamp) throws {
        try session.run(Self.revokeAll, [.integer(now.milliseconds), .integer(accountID)])
    }

    func deleteAll(accountID: Int64) throws {
        try delete(try session.rows(Self.ofAccount, [.integer(accountID)]))
    }

    func deleteExpiredTokens(_ sessionID: Int64, before: Timestamp) throws {
        try session.run(Self.deleteExpiredTokens, [.integer(sessionID), .integer(before.milliseconds)])
    }

    func deleteExpired(before: Timestamp, limit: Int) throws -> Int {
        let rows = try session.rows(Self.expired, [.integer(before.milliseconds), .integer(limit)])
        try delete(rows)
        return rows.count
    }

    private func delete(_ sessions: [SQLRow]) throws {
        for row in sessions {
            var columns = row.columns
            let id = SQLValue.integer(try columns.integer())
            try session.run(Self.deleteTokens, [id])
            try session.run(Self.deleteSession, [id])
        }
    }
}
