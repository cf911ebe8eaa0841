import Core
package import History

/// Writes snapshots to the history; those that could not be written wait, a limited number, for the next attempt.
package actor SnapshotArchive {
    private let history: HistoryStore
    private var waiting: [LiveSnapshot] = []
    /// Two hours of polls every five minutes; beyond that the oldest is given up.
    private static let waitingLimit = 24

    package init(history: HistoryStore) {
        self.history = history
    }

    /// Keeps a snapshot and all that wait. Throws what kept the oldest of them from being written.
    package func keep(_ live: LiveSnapshot) async throws {
        waiting.append(live)
        if waiting.count > Self.waitingLimit { waiting.removeFirst() }
        while let oldest = waiting.first {
            try await history.writeSnapshot(oldest.document, of: oldest.snapshot)
            waiting.removeAll { $0.snapshot.observedAt == oldest.snapshot.observedAt }
        }
    }
}
