import DequeModule
import NIOCore
import Synchronization

/// The last good answers to reads of stations and forecasts, for when their service is down (RFC 5861, 4). Bounded in
/// bytes: the one stored longest ago makes room.
final class StaleAnswers: Sendable {
    /// A stored answer.
    struct Answer {
        /// Lines of the fields, without date, age and framing.
        let fields: ByteBuffer
        let body: ByteBuffer
        /// When the service said it, by the monotonic clock.
        let madeAt: ContinuousClock.Instant

        fileprivate var bytes: Int { fields.readableBytes + body.readableBytes + 256 }
    }

    private struct Entry {
        var answer: Answer
        var stamp: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var order: Deque<(key: String, stamp: Int)> = []
        var bytes = 0
        var stamp = 0
    }

    /// One answer is not stored again within this time.
    private static let refresh = Duration.seconds(1)
    private let state = Mutex(State())
    private let maximumBytes: Int

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Whether what is stored under `key` is too old to be as good as a new one.
    func wants(_ key: String, now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            state.entries[key].map { now - $0.answer.madeAt > Self.refresh } ?? true
        }
    }

    func store(_ answer: Answer, under key: String) {
        guard answer.bytes <= maximumBytes else { return }
        state.withLock { state in
            state.bytes += answer.bytes - (state.entries[key]?.answer.bytes ?? -key.utf8.count)
            state.stamp += 1
            state.entries[key] = Entry(answer: answer, stamp: state.stamp)
            state.order.append((key, state.stamp))
            while state.bytes > maximumBytes || state.order.count > 2 * state.entries.count + 64 {
                guard let oldest = state.order.popFirst() else { return }
                guard let entry = state.entries[oldest.key], entry.stamp == oldest.stamp else { continue }
                if state.bytes > maximumBytes {
                    state.bytes -= entry.answer.bytes + oldest.key.utf8.count
                    state.entries[oldest.key] = nil
                } else {
                    state.order.append(oldest)
                }
            }
        }
    }

    /// The answer under `key` with its age, when it is not older than `limit`.
    func answer(_ key: String, notOlderThan limit: Duration) -> (answer: Answer, age: Duration)? {
        state.withLock { state in
            guard let answer = state.entries[key]?.answer else { return nil }
            let age = ContinuousClock.now - answer.madeAt
            return age <= limit ? (answer, age) : nil
        }
    }
}
