import Synchronization

/// A fixed set of threads for short blocking work: file access, compression, hashing.
package final class BlockingPool: Sendable {
    /// Pieces of work that may wait for a thread.
    package let queueLimit: Int
    private let queue: WorkQueue<@Sendable () -> Void>
    private let threads: [OSThread]

    /// Starts `threads` threads; throws `threadUnavailable` when the system has too few left.
    package init(name: String, threads count: Int, queueLimit: Int) throws(BlockingError) {
        precondition(count > 0 && queueLimit > 0, "a pool needs a thread and a place in the queue")
        let queue = WorkQueue<@Sendable () -> Void>(limit: queueLimit)
        var started: [OSThread] = []
        do {
            for index in 0..<count {
                started.append(try OSThread(name: "\(name)-\(index)") { queue.drain { $0() } })
            }
        } catch {
            BlockingPool.stop(queue, started)
            throw error
        }
        self.queueLimit = queueLimit
        self.queue = queue
        threads = started
    }

    deinit {
        BlockingPool.stop(queue, threads)
    }

    /// Pieces of work that wait for a thread at this moment.
    package var pending: Int {
        queue.count
    }

    /// Runs `work` on one of the threads and returns what it returns or throws.
    ///
    /// Throws `queueFull` instead of waiting behind more than `queueLimit` others, and `CancellationError` when the
    /// task is cancelled before the work began; work that has begun runs to its end.
    package func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        let isCancelled = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let accepted = queue.append {
                    continuation.resume(
                        with: Result {
                            if isCancelled.isSet { throw CancellationError() }
                            return try work()
                        }
                    )
                }
                if !accepted {
                    continuation.resume(throwing: BlockingError(.queueFull, "\(queueLimit) pieces of work wait"))
                }
            }
        } onCancel: {
            isCancelled.set()
        }
    }

    private static func stop(_ queue: WorkQueue<@Sendable () -> Void>, _ threads: [OSThread]) {
        queue.close()
        for thread in threads { thread.finish() }
    }
}

/// Runs `work` on the process's shared blocking threads: four of them, 256 pieces may wait. See `BlockingPool.run`.
package func runBlocking<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await sharedPool.get().run(work)
}

private let sharedPool = Result { () throws(BlockingError) in
    try BlockingPool(name: "blocking", threads: 4, queueLimit: 256)
}

/// A flag that a cancellation handler sets and a blocking thread reads.
package final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    /// Creates a flag that is not set.
    package init() {}

    /// Whether the flag was set.
    package var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Sets the flag for good.
    package func set() { flag.store(true, ordering: .releasing) }
}
