import Core
import ModelClients
import Synchronization

/// A clock that moves only when told to, or when somebody sleeps by it.
final class ManualTime: Sendable {
    private struct State {
        var elapsed = Duration.zero
        var sleeps: [Duration] = []
    }

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// The pauses made so far.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(by duration: Duration) {
        state.withLock { $0.elapsed += duration }
    }

    var clock: ProviderClock {
        ProviderClock(
            now: { [self] in start + state.withLock { $0.elapsed } },
            wallNow: { [self] in Timestamp(seconds: 1_000 + state.withLock { $0.elapsed }.components.seconds) },
            sleep: { [self] duration in
                state.withLock { state in
                    state.sleeps.append(duration)
                    state.elapsed += duration
                }
            }
        )
    }
}
