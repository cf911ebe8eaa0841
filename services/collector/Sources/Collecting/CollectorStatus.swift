package import Core
import Synchronization

/// How collecting goes, for health and for the next poll.
package final class CollectorStatus: Sendable {
    package struct State: Sendable {
        package var lastSuccess: Timestamp?
        package var lastError: String?
        package var lastErrorAt: Timestamp?
        package var consecutiveFailures = 0
        package var held: DropGuard.Held?
        package var lastHistoryError: String?
        package var lastHistorySuccess: Timestamp?
    }

    private let state = Mutex(State())

    package init() {}

    package var current: State { state.withLock { $0 } }

    /// What the last polls held back.
    package var heldDrop: DropGuard.Held? {
        get { state.withLock { $0.held } }
        set { state.withLock { $0.held = newValue } }
    }

    func pollSucceeded(_ outcome: Collector.Outcome, at now: Timestamp) {
        state.withLock {
            $0.consecutiveFailures = 0
            $0.lastSuccess = now
            if case .held(let stations, let polls) = outcome {
                $0.lastError = "\(stations) stations only, held back by poll \(polls) of 3"
                $0.lastErrorAt = now
            } else {
                $0.lastError = nil
            }
        }
    }

    func pollFailed(_ reason: String, at now: Timestamp) {
        state.withLock {
            $0.consecutiveFailures += 1
            $0.lastError = reason
            $0.lastErrorAt = now
        }
    }

    func historySucceeded(at now: Timestamp) {
        state.withLock {
            $0.lastHistoryError = nil
            $0.lastHistorySuccess = now
        }
    }

    func historyFailed(_ reason: String) {
        state.withLock { $0.lastHistoryError = reason }
    }
}
