import Blocking

/// A connection inside `SQLiteDatabase.read` or `write`: not sendable, so it cannot leave the closure or its thread.
package final class SQLiteConnection {
    // Statements go before the connection they belong to.
    private var cache: StatementCache
    private let handle: SQLiteHandle

    init(configuration: SQLiteConfiguration, access: SQLiteHandle.Access) throws(SQLiteError) {
        let watch = SQLiteWatch(busyTimeout: configuration.busyTimeout)
        handle = try SQLiteHandle.open(path: configuration.path, access: access, watch: watch)
        cache = StatementCache(limit: configuration.statementCacheLimit)
        if access == .readWrite {
            try handle.executeScript("PRAGMA journal_mode = WAL")
        }
        try handle.executeScript(
            """
            PRAGMA synchronous = \(configuration.synchronous.rawValue);
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            """
        )
    }

    /// The row id of the last row that this connection inserted.
    package var lastInsertedRowID: Int64 { handle.lastInsertedRowID }

    /// Runs a statement and returns how many rows it inserted, updated or deleted.
    @discardableResult
    package func execute(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int {
        let statement = try borrow(sql, values)
        defer { giveBack(statement, sql) }
        while try nextRow(of: statement) != nil {}
        return handle.changes
    }

    /// The rows of an answer; throws `tooBig` when there are more than `limit`.
    package func query(
        _ sql: String,
        _ values: [SQLiteValue] = [],
        limit: Int = 100_000
    ) throws(SQLiteError) -> [SQLiteRow] {
        let statement = try borrow(sql, values)
        defer { giveBack(statement, sql) }
        var rows: [SQLiteRow] = []
        while let row = try nextRow(of: statement) {
            guard rows.count < limit else { throw SQLiteError(.tooBig, "more than \(limit) rows") }
            rows.append(row)
        }
        return rows
    }

    /// The first row of an answer; nil when there is none.
    package func first(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> SQLiteRow? {
        let statement = try borrow(sql, values)
        defer { giveBack(statement, sql) }
        return try nextRow(of: statement)
    }

    /// Calls `body` with one row after the other, in constant memory.
    package func forEachRow(
        _ sql: String,
        _ values: [SQLiteValue] = [],
        _ body: (SQLiteRow) throws -> Void
    ) throws {
        let statement = try borrow(sql, values)
        defer { giveBack(statement, sql) }
        while let row = try nextRow(of: statement) { try body(row) }
    }

    /// Runs all statements of `sql`, which takes no values.
    package func executeScript(_ sql: String) throws(SQLiteError) {
        try throwIfCancelled()
        try handle.executeScript(sql)
    }

    // MARK: - For the worker

    var isInTransaction: Bool { handle.isInTransaction }

    /// Runs `body`; once `cancellation` is set, the statement at work and all that follow fail with `interrupted`.
    func watching<T>(_ cancellation: CancellationFlag, _ body: () throws -> T) rethrows -> T {
        handle.watch.cancellation = cancellation
        defer { handle.watch.cancellation = nil }
        return try body()
    }

    private func nextRow(of statement: SQLiteStatement) throws(SQLiteError) -> SQLiteRow? {
        try throwIfCancelled()
        return try statement.step()
    }

    private func throwIfCancelled() throws(SQLiteError) {
        if handle.watch.isCancelled { throw SQLiteError(.interrupted, "the task was cancelled") }
    }

    private func borrow(_ sql: String, _ values: [SQLiteValue]) throws(SQLiteError) -> SQLiteStatement {
        // A statement that cannot be bound does not go back.
        let cached = cache.take(sql)
        let statement = if let cached { cached } else { try handle.prepare(sql) }
        try statement.bind(values)
        return statement
    }

    private func giveBack(_ statement: SQLiteStatement, _ sql: String) {
        statement.reset()
        cache.put(statement, for: sql)
    }
}
