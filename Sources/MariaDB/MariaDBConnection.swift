import Blocking
import Logging
import Synchronization

/// A connection on a thread of its own; every call ends within the time limits of its configuration.
///
/// Inside `transaction` its methods are called without `await`. Values only ever travel as bound parameters.
package actor MariaDBConnection {
    private let thread: BlockingThread
    private let autocommits: Bool
    private var handle: MariaDBHandle?
    private var cache: StatementCache
    private var isInTransaction = false {
        didSet { noteState() }
    }
    /// What `isReusable` answers without a visit to this thread, which would cost as much as a small statement.
    private nonisolated let isIdleAndOpen = Atomic(false)

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    private init(_ configuration: MariaDBConfiguration) throws(BlockingError) {
        thread = try BlockingThread(name: "mariadb")
        autocommits = configuration.autocommits
        cache = StatementCache(limit: configuration.statementCacheLimit)
    }

    /// Connects; throws `MariaDBError`, retriable when the server cannot be reached at the moment.
    package static func open(_ configuration: MariaDBConfiguration) async throws -> MariaDBConnection {
        let connection = try MariaDBConnection(configuration)
        try await connection.connect(configuration)
        return connection
    }

    /// Runs a statement that has no answer.
    @discardableResult
    package func execute(_ sql: String, _ values: [MariaDBValue] = []) throws -> MariaDBResult {
        try withStatement(sql) { statement throws(MariaDBError) in try statement.execute(values) }
    }

    /// The rows of an answer; throws `tooBig` beyond `limits`.
    package func query(
        _ sql: String,
        _ values: [MariaDBValue] = [],
        limits: RowLimits = RowLimits()
    ) throws -> [MariaDBRow] {
        try withStatement(sql) { statement throws(MariaDBError) in
            _ = try statement.execute(values)
            return try statement.rows(limits)
        }
    }

    /// The first row of an answer, which should have `LIMIT 1`; nil when there is none.
    package func first(_ sql: String, _ values: [MariaDBValue] = []) throws -> MariaDBRow? {
        try query(sql, values).first
    }

    /// Runs one statement that takes no values and may not be preparable, such as DDL.
    package func run(_ sql: String) throws {
        try Task.checkCancellation()
        try refuseOutsideTransaction()
        try withHandle { handle throws(MariaDBError) in try handle.run(sql) }
    }

    /// Runs `body` in a transaction, on this thread and without a pause; rolls back when it throws or was cancelled.
    @discardableResult
    package func transaction<T: Sendable>(_ body: @Sendable (isolated MariaDBConnection) throws -> T) throws -> T {
        try Task.checkCancellation()
        if autocommits { try command("START TRANSACTION") }
        isInTransaction = true
        do {
            let value = try body(self)
            try Task.checkCancellation()
            try command("COMMIT")
            isInTransaction = false
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Asks the server whether it is there.
    package func ping() throws {
        try withHandle { handle throws(MariaDBError) in try handle.ping() }
    }

    /// The cipher of the encrypted connection; nil on a plain or closed one.
    package var cipher: String? {
        handle?.cipher
    }

    /// Whether the connection stands and no transaction was left open.
    package nonisolated var isReusable: Bool {
        isIdleAndOpen.load(ordering: .acquiring)
    }

    /// Says good-bye to the server; later calls throw `connectionLost`.
    package func close() {
        cache.removeAll()
        handle = nil
        noteState()
    }

    private func noteState() {
        isIdleAndOpen.store(handle != nil && !isInTransaction, ordering: .releasing)
    }

    private func connect(_ configuration: MariaDBConfiguration) throws(MariaDBError) {
        handle = try MariaDBHandle.connect(configuration)
        noteState()
        Logger.current.debug("mariadb connection opened", metadata: ["db.server": "\(configuration)"])
    }

    private func rollBack() {
        do {
            try command("ROLLBACK")
            isInTransaction = false
        } catch {
            // Not reusable any more: the pool closes the connection, and with it the transaction ends.
            Logger.current.debug("mariadb rollback failed", metadata: ["error.code": "\(error.code.rawValue)"])
        }
    }

    private func command(_ sql: String) throws(MariaDBError) {
        try withHandle { handle throws(MariaDBError) in try handle.run(sql) }
    }

    /// What runs outside a transaction on a connection that does not commit by itself would stay open.
    private func refuseOutsideTransaction() throws(MariaDBError) {
        guard autocommits || isInTransaction else {
            throw MariaDBError(.misuse, "this connection is for transactions only")
        }
    }

    private func withStatement<T>(
        _ sql: String,
        _ body: (MariaDBStatement) throws(MariaDBError) -> T
    ) throws -> T {
        try Task.checkCancellation()
        try refuseOutsideTransaction()
        let cached = cache.take(sql)
        let value = try withHandle { handle throws(MariaDBError) in
            let statement = if let cached { cached } else { try handle.prepare(sql) }
            defer { statement.finish() }
            let value = try body(statement)
            cache.put(statement, for: sql)
            return value
        }
        return value
    }

    /// Calls `body` with the handle, and drops it when the connection broke.
    private func withHandle<T>(
        _ body: (borrowing MariaDBHandle) throws(MariaDBError) -> T
    ) throws(MariaDBError) -> T {
        do throws(MariaDBError) {
            switch handle {
            case .some(let handle): return try body(handle)
            case .none: throw MariaDBError(.connectionLost, "the connection is closed")
            }
        } catch {
            if error.breaksConnection { close() }
            throw error
        }
    }
}
