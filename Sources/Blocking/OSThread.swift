import Glibc

/// One joinable thread of the operating system that handles no signals of the process.
struct OSThread: Sendable {
    private let thread: pthread_t

    /// Starts `body` on a new thread; Linux shows the first 15 bytes of `name`.
    init(name: String, body: @escaping @Sendable () -> Void) throws(BlockingError) {
        let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, body: body))
        var created = pthread_t()
        let status = OSThread.withSignalsBlocked {
            unsafe pthread_create(&created, nil, { unsafe OSThread.main($0) }, start.toOpaque())
        }
        guard status == 0 else {
            unsafe start.release()
            throw BlockingError(.threadUnavailable, "pthread_create answered \(status) for \(name)")
        }
        thread = created
    }

    var isCurrent: Bool {
        pthread_equal(thread, pthread_self()) != 0
    }

    /// Waits for the end of the thread; on the thread itself, lets it go instead.
    func finish() {
        if isCurrent {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    private static func main(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context = unsafe context else { return nil }
        let start = unsafe Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
        nameCurrentThread(start.name)
        start.body()
        return nil
    }

    /// The name is for `ps` and `top` alone, so a kernel that refuses it does no harm.
    /// (The Glibc module hides the GNU call.)
    private static func nameCurrentThread(_ name: String) {
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let bytes = Array(name.utf8.prefix(15))
        _ = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    /// A new thread inherits the mask, so SIGTERM and SIGPIPE never land on it; faults stay open for the backtrace.
    private static func withSignalsBlocked<Result>(_ body: () -> Result) -> Result {
        var blocked = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&blocked)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
            unsafe sigdelset(&blocked, fault)
        }
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
        return body()
    }
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}
