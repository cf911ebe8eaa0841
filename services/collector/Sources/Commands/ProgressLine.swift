import ServiceKit
import Synchronization

/// Progress of a long job on standard error, a line each tenth.
final class ProgressLine: Sendable {
    private let label: String
    private let total: Int
    private let done = Mutex(0)

    init(_ label: String, total: Int) {
        self.label = label
        self.total = max(total, 1)
    }

    /// One more of `total` is done.
    func step() {
        let (before, now) = done.withLock { done in
            done += 1
            return (done - 1, done)
        }
        if before * 10 / total != now * 10 / total { show(now) }
    }

    func finish() {
        StandardStream.error.writeLine("\(label): done")
    }

    private func show(_ count: Int) {
        StandardStream.error.writeLine("\(label): \(count)/\(total) (\(count * 100 / total) %)")
    }
}
