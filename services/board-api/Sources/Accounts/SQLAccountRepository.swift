import Core

struct SQLAccountRepository: AccountRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let columns = "id, name, role, token_version, created_at"
    private static let insert = SQLStatement(
        "INSERT INTO accounts (name, name_key, password_hash, role, token_version, created_at) VALUES (?, ?, ?, ?, 1, ?)"
    )
    private static let findByID = SQLStatement("SELECT \(columns) FROM accounts WHERE id = ?")
    private static let findByKey = SQLStatement("SELECT \(columns), password_hash FROM accounts WHERE name_key = ?")
    private static let findSignedIn = SQLStatement(
        """
        SELECT a.id, a.name, a.role, a.token_version, a.created_at FROM accounts a JOIN sessions s ON s.account_id = a.id
        WHERE a.id = ? AND a.token_version = ? AND s.id = ? AND s.revoked_at IS NULL
        """
    )
    private static let erase = SQLStatement(
        """
        UPDATE accounts SET name = ?, name_key = ?, password_hash = ?, role = ?, token_version = token_version + 1
        WHERE id = ?
        """
    )
    private static let setRole = SQLStatement("UPDATE accounts SET role = ? WHERE id = ?")
    private static let setPassword = SQLStatement("UPDATE accounts SET password_hash = ? WHERE id = ?")
    private static let raiseVersion = SQLStatement("UPDATE accounts SET token_version = token_version + 1 WHERE id = ?")
    private static let failures = SQLStatement(
        "SELECT failures, locked_until FROM sign_in_failures WHERE name_key = ?"
    )
    private static let updateFailures = SQLStatement(
        "UPDATE sign_in_failures SET failures = ?, locked_until = ?, updated_at = ? WHERE name_key = ?"
    )
    private static let insertFailures = SQLStatement(
        "INSERT {or ignore} INTO sign_in_failures (failures, locked_until, updated_at, name_key) VALUES (?, ?, ?, ?)"
    )
    private static let clearFailures = SQLStatement("DELETE FROM sign_in_failures WHERE name_key = ?")
    private static let deleteFailures = SQLStatement("DELETE FROM sign_in_failures WHERE updated_at < ?")

    static let statements = [
        insert, findByID, findByKey, findSignedIn, erase, setRole, setPassword, raiseVersion, failures, updateFailures,
        insertFailures,
        clearFailures, deleteFailures,
    ]

    func insert(name: String, key: String, passwordHash: String, now: Timestamp) throws -> Int64? {
        let values: [SQLValue] = [
            .text(name), .text(key), .text(passwordHash), .text(Role.user.rawValue), .integer(now.milliseconds),
        ]
        do {
            return try session.run(Self.insert, values).insertedID
        } catch  where isDuplicateKey(error) {
            return nil
        }
    }

    func find(_ id: Int64) throws -> Account? {
        try session.first(Self.findByID, [.integer(id)]).map { row in
            var columns = row.columns
            return try Self.account(&columns)
        }
    }

    func find(_ principal: Principal) throws -> Account? {
        let values: [SQLValue] = [
            .integer(principal.accountID), .integer(principal.tokenVersion), .integer(principal.sessionID),
        ]
        return try session.first(Self.findSignedIn, values).map { row in
            var columns = row.columns
            return try Self.account(&columns)
        }
    }

    func find(key: String) throws -> (account: Account, passwordHash: String)? {
        try session.first(Self.findByKey, [.text(key)]).map { row in
            var columns = row.columns
            return (try Self.account(&columns), try columns.text())
        }
    }

    func setRole(_ id: Int64, _ role: Role) throws {
        try session.run(Self.setRole, [.text(role.rawValue), .integer(id)])
    }

    func setPassword(_ id: Int64, hash: String) throws {
        try session.run(Self.setPassword, [.text(hash), .integer(id)])
    }

    func erase(_ id: Int64) throws {
        // No name that can be chosen holds a colon, and no password has an empty hash.
        let values: [SQLValue] = [
            .text(Account.deletedName), .text("deleted:\(id)"), .text(""), .text(Role.user.rawValue), .integer(id),
        ]
        try session.run(Self.erase, values)
    }

    func raiseTokenVersion(_ id: Int64) throws {
        try session.run(Self.raiseVersion, [.integer(id)])
    }

    func failures(key: String) throws -> SignInFailures {
        guard let row = try session.first(Self.failures, [.text(key)]) else { return .none }
        var columns = row.columns
        let count = try columns.int()
        return SignInFailures(count: count, lockedUntil: Timestamp(milliseconds: try columns.integer()))
    }

    func setFailures(key: String, _ failures: SignInFailures, now: Timestamp) throws {
        let values: [SQLValue] = [
            .integer(failures.count), .integer(failures.lockedUntil.milliseconds), .integer(now.milliseconds),
            .text(key),
        ]
        guard try session.run(Self.updateFailures, values).affectedRows == 0 else { return }
        // Two first failures at once count as one.
        try session.run(Self.insertFailures, values)
    }

    func clearFailures(key: String) throws {
        try session.run(Self.clearFailures, [.text(key)])
    }

    func deleteFailures(before: Timestamp) throws {
        try session.run(Self.deleteFailures, [.integer(before.milliseconds)])
    }

    private static func account(_ columns: inout SQLColumnReader) throws -> Account {
        Account(
            id: try columns.integer(),
            name: try columns.text(),
            // A role this version does not know may do the least.
            role: Role(rawValue: try columns.text()) ?? .user,
            tokenVersion: try columns.int(),
            createdAt: Timestamp(milliseconds: try columns.integer())
        )
    }
}
