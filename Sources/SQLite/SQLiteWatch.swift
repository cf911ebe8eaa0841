import Blocking
import CSQLite

/// Lets SQLite ask, on its own thread, whether it should go on: while it works and while it waits for a lock.
///
/// `sqlite3_interrupt` is not enough: between two statements SQLite forgets it, and while waiting for a lock 3.40 does
/// not look at it.
final class SQLiteWatch {
    /// The flag of the call that runs at this moment.
    var cancellation: CancellationFlag?
    private let busyTimeout: Duration
    private var busySince = ContinuousClock.now

    init(busyTimeout: Duration) {
        self.busyTimeout = busyTimeout
    }

    var isCancelled: Bool { cancellation?.isSet ?? false }

    /// Whether to try for the lock again, after a short sleep; `attempt` counts from zero.
    func waitsForLock(attempt: Int32) -> Bool {
        if attempt == 0 { busySince = .now }
        guard !isCancelled, busySince.duration(to: .now) < busyTimeout else { return false }
        sqlite3_sleep(min(1 + attempt, 20))
        return true
    }

    /// Installs the watch, which must live as long as the connection.
    func install(on database: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe sqlite3_busy_handler(
            database,
            { context, attempt in
                guard let context = unsafe context else { return 0 }
                let watch = unsafe Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue()
                return watch.waitsForLock(attempt: attempt) ? 1 : 0
            },
            context
        )
        // Every thousand steps of the virtual machine are some tens of microseconds.
        unsafe sqlite3_progress_handler(
            database,
            1_000,
            { context in
                guard let context = unsafe context else { return 0 }
                return unsafe Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue().isCancelled ? 1 : 0
            },
            context
        )
    }
}
