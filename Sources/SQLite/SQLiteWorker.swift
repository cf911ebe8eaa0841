import Blocking
import Logging
import Synchronization

/// One connection on a thread of its own.
actor SQLiteWorker {
    enum Transaction: String {
        /// Takes the write lock at once: upgrading later could fail in the middle.
        case immediate = "BEGIN IMMEDIATE"
        case deferred = "BEGIN DEFERRED"
        /// Every statement for itself.
        case none = ""
    }

    private let thread: BlockingThread
    private var connection: SQLiteConnection?
    /// What `isReusable` answers without a visit to this thread, which would cost as much as a small statement.
    private nonisolated let isIdleAndOpen = Atomic(false)

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    init(name: String) throws(BlockingError) {
        thread = try BlockingThread(name: name)
    }

    /// Opens the file on this thread.
    func open(_ configuration: SQLiteConfiguration, access: SQLiteHandle.Access) throws(SQLiteError) {
        connection = try SQLiteConnection(configuration: configuration, access: access)
        noteState()
        Logger.current.debug("sqlite connection opened", metadata: ["sqlite.path": "\(configuration.path)"])
    }

    func close() {
        connection = nil
        noteState()
    }

    /// Whether the next caller finds the connection as it should be.
    nonisolated var isReusable: Bool {
        isIdleAndOpen.load(ordering: .acquiring)
    }

    private func noteState() {
        isIdleAndOpen.store(connection.map { !$0.isInTransaction } ?? false, ordering: .releasing)
    }

    /// Runs `body` on this thread; cancelling the task stops the statement at work.
    nonisolated func run<T: Sendable>(
        in transaction: Transaction,
        _ body: @Sendable (SQLiteConnection) throws -> T
    ) async throws -> T {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            do {
                return try await run(in: transaction, cancellation, body)
            } catch let error as SQLiteError where error.code == .interrupted || cancellation.isSet {
                throw CancellationError()
            }
        } onCancel: {
            cancellation.set()
        }
    }

    private func run<T: Sendable>(
        in transaction: Transaction,
        _ cancellation: CancellationFlag,
        _ body: @Sendable (SQLiteConnection) throws -> T
    ) throws -> T {
        guard let connection else { throw SQLiteError(.misuse, "the connection is closed") }
        defer { noteState() }
        guard transaction != .none else {
            return try connection.watching(cancellation) { try body(connection) }
        }
        do {
            return try connection.watching(cancellation) {
                try connection.execute(transaction.rawValue)
                let value = try body(connection)
                try connection.execute("COMMIT")
                return value
            }
        } catch {
            rollBack(connection)
            throw error
        }
    }

    /// Not watched: a cancelled transaction has to be rolled back too.
    private func rollBack(_ connection: SQLiteConnection) {
        // After errors like "disk full" SQLite has rolled back already.
        guard connection.isInTransaction else { return }
        do {
            try connection.execute("ROLLBACK")
        } catch {
            // `isReusable` is false now, so the connection is closed, which rolls back.
            Logger.current.debug("sqlite rollback failed", metadata: ["error": "\(error)"])
        }
    }
}
