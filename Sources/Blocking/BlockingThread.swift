/// A serial executor on one thread of its own: the place for actors around C libraries that block.
///
/// An actor uses it with
/// `nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }`.
/// Jobs run first in, first out. The queue holds one job per waiting task, so whoever bounds the callers bounds it.
package final class BlockingThread: SerialExecutor {
    /// The thread's name; Linux shows its first 15 bytes.
    package let name: String
    private let jobs: WorkQueue<BlockingJob>
    private let thread: OSThread

    /// Starts the thread; throws `threadUnavailable` when the system has none left.
    package init(name: String) throws(BlockingError) {
        let jobs = WorkQueue<BlockingJob>()
        self.name = name
        self.jobs = jobs
        // The thread holds the queue, not the executor, else the executor would never be released.
        thread = try OSThread(name: name) { jobs.drain { $0.run() } }
    }

    deinit {
        jobs.close()
        thread.finish()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        // An executor may not refuse a job, so this queue has no limit and the answer is always true.
        _ = jobs.append(unsafe BlockingJob(job: UnownedJob(job), executor: asUnownedSerialExecutor()))
    }

    package func checkIsolated() {
        precondition(thread.isCurrent, "not on the thread \(name)")
    }

    /// Whether the caller runs on this thread.
    package func isIsolatingCurrentContext() -> Bool? {
        thread.isCurrent
    }
}

/// A job and its executor, which the job's task keeps alive until the job is done.
@safe
private struct BlockingJob: Sendable {
    private let job: UnownedJob
    private let executor: UnownedSerialExecutor

    init(job: UnownedJob, executor: UnownedSerialExecutor) {
        self.job = job
        unsafe self.executor = executor
    }

    func run() {
        unsafe job.runSynchronously(on: executor)
    }
}
