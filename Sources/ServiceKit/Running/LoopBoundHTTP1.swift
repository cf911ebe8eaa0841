import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 whose requests are worked on by the event loop of their connection.
///
/// What reads the socket also answers: no thread is woken twice for each request, which costs a small one more than its
/// work. Whoever blocks does so on threads of its own, and who computes for more than some milliseconds goes to Swift's pool:
/// `withTaskExecutorPreference(globalConcurrentExecutor)`.
struct LoopBoundHTTP1: ServerChildChannel {
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopTaskExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// Runs tasks on an event loop.
private final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [self] in
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
