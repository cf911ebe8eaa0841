package import Blocking

/// A SQLite file in WAL mode: one connection writes, several read at the same time, each on its own thread.
package final class SQLiteDatabase: Sendable {
    private let writer: ResourcePool<SQLiteWorker>
    private let readers: ResourcePool<SQLiteWorker>

    private init(configuration: SQLiteConfiguration) {
        writer = SQLiteDatabase.pool(configuration, access: .readWrite, maximum: 1)
        readers = SQLiteDatabase.pool(configuration, access: .readOnly, maximum: configuration.readers)
    }

    /// Opens the file, or creates it when there is none; throws `cannotOpen`, `readOnly` or `notADatabase`.
    package static func open(_ configuration: SQLiteConfiguration) async throws -> SQLiteDatabase {
        let database = SQLiteDatabase(configuration: configuration)
        // Opens the writer, which makes the file that readers need, and shows at once when it cannot be written.
        try await database.withoutTransaction { connection in
            _ = try connection.first("SELECT COUNT(*) FROM sqlite_schema")
        }
        return database
    }

    /// Runs `body` in a transaction of its own that nothing else writes beside; rolls back when it throws.
    ///
    /// Throws `SQLiteError`, `BlockingError` when no connection came free, `CancellationError` when the task is
    /// cancelled (also in the middle of a statement), and what `body` throws.
    @discardableResult
    package func write<T: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> T) async throws -> T {
        try await writer.withResource { try await $0.run(in: .immediate, body) }
    }

    /// Runs `body` in a transaction that sees one state of the database and cannot change it. Throws as `write` does.
    package func read<T: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> T) async throws -> T {
        try await readers.withResource { try await $0.run(in: .deferred, body) }
    }

    /// Runs `body` on the writer without a transaction, for `VACUUM`, `PRAGMA` and the like. Throws as `write` does.
    @discardableResult
    package func withoutTransaction<T: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> T
    ) async throws -> T {
        try await writer.withResource { try await $0.run(in: .none, body) }
    }

    /// Runs the statements of `script` in one transaction.
    package func execute(_ script: String) async throws {
        try await write { connection in try connection.executeScript(script) }
    }

    /// Answers a trivial question, for health checks.
    package func ping() async throws {
        try await read { connection in _ = try connection.first("SELECT COUNT(*) FROM sqlite_schema") }
    }

    /// What the connections do, the readers and the writer.
    package var statistics: (readers: ResourcePoolStatistics, writer: ResourcePoolStatistics) {
        (readers.statistics, writer.statistics)
    }

    /// Waits for what runs and closes the file; the last connection to go folds the write-ahead log into it.
    @discardableResult
    package func close(timeout: Duration = .seconds(10)) async -> Bool {
        let areReadersClosed = await readers.close(timeout: timeout)
        let isWriterClosed = await writer.close(timeout: timeout)
        return areReadersClosed && isWriterClosed
    }

    private static func pool(
        _ configuration: SQLiteConfiguration,
        access: SQLiteHandle.Access,
        maximum: Int
    ) -> ResourcePool<SQLiteWorker> {
        ResourcePool(
            limits: ResourcePoolLimits(
                maximum: maximum,
                maximumWaiters: configuration.maximumWaiters,
                leaseTimeout: configuration.leaseTimeout
            ),
            operations: ResourcePool.Operations(
                open: {
                    let worker = try SQLiteWorker(name: access == .readWrite ? "sqlite-writer" : "sqlite-reader")
                    try await worker.open(configuration, access: access)
                    return worker
                },
                isReusable: { $0.isReusable },
                close: { await $0.close() }
            )
        )
    }
}
