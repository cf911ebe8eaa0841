import Core

struct SQLAnswerRepository: AnswerRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let find = SQLStatement(
        "SELECT fingerprint, status, location, etag, body FROM answers WHERE account_id = ? AND request_key = ?"
    )
    private static let insert = SQLStatement(
        """
        INSERT INTO answers (account_id, request_key, fingerprint, status, location, etag, body, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let older = SQLStatement(
        "SELECT account_id, request_key FROM answers WHERE created_at < ? ORDER BY created_at LIMIT ?"
    )
    private static let delete = SQLStatement("DELETE FROM answers WHERE account_id = ? AND request_key = ?")

    private static let deleteAll = SQLStatement("DELETE FROM answers WHERE account_id = ?")
    /// By the account, whose answers of a day are few: an index of places would be written with every answer.
    private static let clear = SQLStatement(
        """
        UPDATE answers SET status = ?, etag = NULL, fingerprint = ?, body = ?
        WHERE account_id = ? AND (location = ? OR location LIKE ?)
        """
    )

    static let statements = [find, insert, older, delete, deleteAll, clear]

    func find(accountID: Int64, key: String) throws -> (answer: StoredAnswer, fingerprint: [UInt8])? {
        guard let row = try session.first(Self.find, [.integer(accountID), .text(key)]) else { return nil }
        var columns = row.columns
        let fingerprint = try columns.blob()
        let status = try columns.int()
        let location = columns.optionalText()
        let etag = columns.optionalText()
        return (StoredAnswer(status: status, location: location, etag: etag, body: try columns.blob()), fingerprint)
    }

    func insert(
        _ answer: StoredAnswer,
        accountID: Int64,
        key: String,
        fingerprint: [UInt8],
        now: Timestamp
    ) throws {
        let values: [SQLValue] = [
            .integer(accountID), .text(key), .blob(fingerprint), .integer(answer.status), SQLValue(answer.location),
            SQLValue(answer.etag), .blob(answer.body), .integer(now.milliseconds),
        ]
        do {
            try session.run(Self.insert, values)
        } catch  where isDuplicateKey(error) {
            throw BoardError.answeredMeanwhile
        }
    }

    func deleteAll(accountID: Int64) throws {
        try session.run(Self.deleteAll, [.integer(accountID)])
    }

    func clear(accountID: Int64, location: String) throws {
        let values: [SQLValue] = [
            .integer(StoredAnswer.clearedStatus), .blob([]), .blob([]), .integer(accountID), .text(location),
            .text(location + "/%"),
        ]
        try session.run(Self.clear, values)
    }

    func deleteOlder(than age: Timestamp, limit: Int) throws -> Int {
        let rows = try session.rows(Self.older, [.integer(age.milliseconds), .integer(limit)])
        for row in rows {
            var columns = row.columns
            try session.run(Self.delete, [.integer(try columns.integer()), .text(try columns.text())])
        }
        return rows.count
    }
}
