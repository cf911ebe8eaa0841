import Synchronization

/// The answers made from one snapshot or forecast so far, by query.
package final class AnswerStore: Sendable {
    private struct State {
        var answers: [String: PreparedAnswer] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())
    /// Different queries whose answers are kept.
    private let limit: Int
    /// Bytes they may take together. An answer beyond either limit empties the store.
    private static let byteLimit = 6 << 20

    package init(limit: Int = 48) {
        self.limit = limit
    }

    /// The answer stored under `key`; nil when nobody has asked for it yet.
    package func stored(_ key: String) -> PreparedAnswer? {
        state.withLock { $0.answers[key] }
    }

    /// The answer stored under `key`, made by `make` the first time.
    package func answer(_ key: String, _ make: () -> PreparedAnswer) -> PreparedAnswer {
        if let stored = stored(key) { return stored }
        let made = make()
        state.withLock { state in
            if state.answers.count >= limit || state.bytes + made.byteCount > Self.byteLimit { state = State() }
            if state.answers.updateValue(made, forKey: key) == nil { state.bytes += made.byteCount }
        }
        return made
    }
}
