internal import CCurl
internal import Glibc

/// The one thread that calls libcurl for a client; it lives until the mailbox is told to stop.
enum EventThread {
    private final class Start {
        let configuration: HTTPClientConfiguration
        let mailbox: Mailbox

        init(configuration: HTTPClientConfiguration, mailbox: Mailbox) {
            self.configuration = configuration
            self.mailbox = mailbox
        }
    }

    /// Starts it detached; when that fails the mailbox is closed, so that requests fail instead of waiting.
    static func start(configuration: HTTPClientConfiguration, mailbox: Mailbox) {
        let start = unsafe Unmanaged.passRetained(Start(configuration: configuration, mailbox: mailbox))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        defer { unsafe pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let status = unsafe pthread_create(&thread, &attributes, { unsafe EventThread.run($0) }, start.toOpaque())
        guard status == 0 else {
            unsafe start.release()
            _ = mailbox.terminate()
            return
        }
    }

    private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context = unsafe context else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        unsafe ccurl_name_thread("http-client")
        blockSignals()
        runLoop(start)
        // Only now, when the loop and all of libcurl's handles are gone.
        EventLoop.refuse(start.mailbox.terminate(), mailbox: start.mailbox)
        return nil
    }

    private static func runLoop(_ start: Start) {
        EventLoop(configuration: start.configuration, mailbox: start.mailbox)?.run()
    }

    /// Signals are for the service's own handlers, and a write to a closed TLS connection must not raise SIGPIPE here.
    private static func blockSignals() {
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
