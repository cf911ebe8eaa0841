import CSQLite

/// An open database file; closes it when it goes away.
@safe
struct SQLiteHandle: ~Copyable {
    enum Access {
        case readWrite, readOnly
    }

    let watch: SQLiteWatch
    private let database: OpaquePointer

    private init(database: OpaquePointer, watch: SQLiteWatch) {
        unsafe self.database = unsafe database
        self.watch = watch
    }

    /// Opens the file at `path`; with `readWrite` it is created when there is none.
    static func open(path: String, access: Access, watch: SQLiteWatch) throws(SQLiteError) -> SQLiteHandle {
        let mode = access == .readWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        var opened: OpaquePointer?
        // One thread uses the connection, so SQLite need not lock it.
        let status = unsafe sqlite3_open_v2(path, &opened, mode | SQLITE_OPEN_NOMUTEX, nil)
        guard let database = unsafe opened else { throw SQLiteError(.outOfMemory, "no memory for a connection") }
        // A connection that failed to open has to be closed as well.
        let handle = unsafe SQLiteHandle(database: database, watch: watch)
        guard status == SQLITE_OK else {
            throw SQLiteError(extendedCode: status, message: "\(path): \(handle.failure(status).message)")
        }
        unsafe sqlite3_extended_result_codes(database, 1)
        unsafe watch.install(on: database)
        return handle
    }

    deinit {
        // Version 2 also works while statements exist; the last of them closes then.
        unsafe sqlite3_close_v2(database)
    }

    var lastInsertedRowID: Int64 { unsafe sqlite3_last_insert_rowid(database) }
    var changes: Int { unsafe Int(sqlite3_changes64(database)) }
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(database) == 0 }

    /// Compiles one statement.
    func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        var sql = sql
        var statement: OpaquePointer?
        var consumed = 0
        let status = sql.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                var tail: UnsafePointer<CChar>?
                let count = Int32(clamping: text.count)
                let status = unsafe sqlite3_prepare_v3(
                    database,
                    text.baseAddress,
                    count,
                    UInt32(SQLITE_PREPARE_PERSISTENT),
                    &statement,
                    &tail,
                )
                if let start = text.baseAddress, let tail = unsafe tail { consumed = unsafe tail - start }
                return status
            }
        }
        guard status == SQLITE_OK else { throw failure(status) }
        guard let compiled = unsafe statement else { throw SQLiteError(.misuse, "the statement is empty") }
        let prepared = unsafe SQLiteStatement(compiled)
        guard sql.utf8.dropFirst(consumed).allSatisfy(\.isSpaceOrSemicolon) else {
            throw SQLiteError(.misuse, "more than one statement; a script goes to executeScript")
        }
        return prepared
    }

    /// Runs all statements of `sql`, which takes no values.
    func executeScript(_ sql: String) throws(SQLiteError) {
        let status = unsafe sqlite3_exec(database, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw failure(status) }
    }

    private func failure(_ status: Int32) -> SQLiteError {
        SQLiteError(extendedCode: status, message: unsafe String(cString: sqlite3_errmsg(database)))
    }
}

extension UInt8 {
    fileprivate var isSpaceOrSemicolon: Bool {
        self == UInt8(ascii: ";") || self == UInt8(ascii: " ") || (9...13).contains(self)
    }
}
