import CMariaDB

/// A statement that the server has prepared, used on the thread of its connection.
@safe
final class MariaDBStatement {
    private let statement: UnsafeMutablePointer<MYSQL_STMT>

    init(_ statement: UnsafeMutablePointer<MYSQL_STMT>) {
        unsafe self.statement = unsafe statement
    }

    deinit {
        unsafe mysql_stmt_close(statement)
    }

    func prepare(_ sql: String) throws(MariaDBError) {
        try check(unsafe mysql_stmt_prepare(statement, sql, UInt(sql.utf8.count)) == 0)
    }

    /// Sends `values` and runs the statement.
    func execute(_ values: [MariaDBValue]) throws(MariaDBError) -> MariaDBResult {
        let expected = unsafe Int(mysql_stmt_param_count(statement))
        guard values.count == expected else {
            throw MariaDBError(.misuse, "\(values.count) values for \(expected) parameters")
        }
        let parameters = BoundParameters(values)
        if expected > 0 {
            try check(unsafe mysql_stmt_bind_param(statement, parameters.binds.baseAddress) == 0)
        }
        try check(unsafe mysql_stmt_execute(statement) == 0)
        let affected = unsafe mysql_stmt_affected_rows(statement)
        return MariaDBResult(
            // The library answers all ones for a statement with rows.
            affectedRows: affected == .max ? 0 : Int(clamping: affected),
            lastInsertID: unsafe mysql_stmt_insert_id(statement)
        )
    }

    /// The rows of the answer, read from the network one by one; `limits` guard this process against a large answer.
    func rows(_ limits: RowLimits) throws(MariaDBError) -> [MariaDBRow] {
        guard let metadata = unsafe mysql_stmt_result_metadata(statement) else { return [] }
        defer { unsafe mysql_free_result(metadata) }
        let buffer = unsafe ResultBuffer(metadata)
        try check(unsafe mysql_stmt_bind_result(statement, buffer.binds.baseAddress) == 0)
        var rows: [MariaDBRow] = []
        var size = 0
        while try fetch() {
            size += buffer.rowSize
            guard rows.count < limits.rows, size <= limits.bytes else {
                throw MariaDBError(.tooBig, "more than \(limits.rows) rows or \(limits.bytes) bytes")
            }
            rows.append(unsafe buffer.row(of: statement))
        }
        return rows
    }

    /// Drops what is left of the answer; afterwards the connection is free for the next statement.
    func finish() {
        unsafe mysql_stmt_free_result(statement)
    }

    private func fetch() throws(MariaDBError) -> Bool {
        let status = unsafe mysql_stmt_fetch(statement)
        // Texts are always "truncated": they have no buffer yet.
        try check(status == 0 || status == MYSQL_NO_DATA || status == MYSQL_DATA_TRUNCATED)
        return status != MYSQL_NO_DATA
    }

    private func check(_ isGood: Bool) throws(MariaDBError) {
        guard !isGood else { return }
        throw MariaDBError(
            errno: unsafe mysql_stmt_errno(statement),
            sqlState: unsafe String(cString: mysql_stmt_sqlstate(statement)),
            message: unsafe String(cString: mysql_stmt_error(statement))
        )
    }
}

/// How large an answer may become.
package struct RowLimits: Hashable, Sendable {
    package var rows: Int
    package var bytes: Int

    /// Creates limits; an answer beyond one of them is the error `tooBig`.
    package init(rows: Int = 100_000, bytes: Int = 256 << 20) {
        self.rows = rows
        self.bytes = bytes
    }
}
