/// Where a database lies and how it is used.
package struct SQLiteConfiguration: Sendable {
    /// How much of the last moment a power cut may take.
    package enum Synchronous: String, Sendable {
        /// Nothing is ever damaged; the last transactions before a power cut may be missing.
        case normal = "NORMAL"
        /// A committed transaction is on the disk.
        case full = "FULL"
    }

    /// The file; its folder must exist.
    package var path: String
    /// Connections that read at the same time.
    package var readers: Int
    package var synchronous: Synchronous
    /// How long a statement waits for the lock of another connection or process.
    package var busyTimeout: Duration
    /// How long a caller waits for a connection, and how many callers may.
    package var leaseTimeout: Duration
    package var maximumWaiters: Int
    /// Prepared statements that a connection keeps.
    package var statementCacheLimit: Int

    /// Creates a configuration; `readers` counts at least one.
    package init(
        path: String,
        readers: Int = 4,
        synchronous: Synchronous = .normal,
        busyTimeout: Duration = .seconds(5),
        leaseTimeout: Duration = .seconds(5),
        maximumWaiters: Int = 512,
        statementCacheLimit: Int = 64
    ) {
        self.path = path
        self.readers = max(1, readers)
        self.synchronous = synchronous
        self.busyTimeout = busyTimeout
        self.leaseTimeout = leaseTimeout
        self.maximumWaiters = maximumWaiters
        self.statementCacheLimit = max(1, statementCacheLimit)
    }
}
