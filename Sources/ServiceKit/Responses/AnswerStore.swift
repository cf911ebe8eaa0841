import Synchronization

/// The answers made from one snapshot or forecast so far, by query.
package final class AnswerStore: Sendable {
    private let answers = Mutex<[String: PreparedAnswer]>([:])
    /// Different queries whose answers are kept; a further one empties the store.
    private let limit: Int

    package init(limit: Int = 48) {
        self.limit = limit
    }

    /// The answer stored under `key`; nil when nobody has asked for it yet.
    package func stored(_ key: String) -> PreparedAnswer? {
        answers.withLock { $0[key] }
    }

    /// The answer stored under `key`, made by `make` the first time.
    package func answer(_ key: String, _ make: () -> PreparedAnswer) -> PreparedAnswer {
        if let stored = answers.withLock({ $0[key] }) { return stored }
        let made = make()
        answers.withLock { answers in
            if answers.count >= limit { answers.removeAll() }
            answers[key] = made
        }
        return made
    }
}
