import Core
import Logging
import Synchronization

/// Circuit and status of one provider, kept up to date by its calls.
final class ProviderHealth: Sendable {
    private struct State {
        var circuit: CircuitBreaker
        var status: ProviderStatus
        var isNew = true
    }

    private let name: String
    private let clock: ProviderClock
    private let state: Mutex<State>

    init(name: String, circuit: CircuitBreaker.Settings, clock: ProviderClock) {
        self.name = name
        self.clock = clock
        let status = ProviderStatus(.degraded, since: clock.wallNow(), lastError: "\(name): not asked yet")
        state = Mutex(State(circuit: CircuitBreaker(circuit), status: status))
    }

    var status: ProviderStatus { state.withLock { $0.status } }

    /// A permit for one call; throws while the circuit is open.
    func admit() throws(ProviderError) -> ProviderPermit {
        let (permit, last) = state.withLock { ($0.circuit.admit(at: clock.now()), $0.status.lastError) }
        guard let permit else {
            let reason = last.map { "; the last one: \($0)" } ?? ""
            throw ProviderError(.circuitOpen, "\(name): not asked for a while after failures in a row\(reason)")
        }
        return ProviderPermit(permit, health: self)
    }

    /// Takes in how an admitted call went; nil is well.
    func record(_ error: ProviderError?, for permit: CircuitBreaker.Permit) {
        let (before, after) = state.withLock { state in
            let before = state.status.level
            update(&state, error, permit)
            return (before, state.status.level)
        }
        guard before != after else { return }
        var metadata: Logger.Metadata = ["provider": "\(name)", "status": "\(after.rawValue)"]
        if let error { metadata["error"] = "\(error)" }
        Logger.current.log(level: after == .up ? .info : .warning, "Provider changed its status", metadata: metadata)
    }

    private func update(_ state: inout State, _ error: ProviderError?, _ permit: CircuitBreaker.Permit) {
        let time = clock.wallNow()
        if state.isNew, error?.code != .cancelled {
            state.isNew = false
            state.status.lastError = nil
        }
        switch error?.code {
        case nil:
            state.circuit.succeed(permit)
        case .cancelled:
            state.circuit.withdraw(permit, at: clock.now())
            return
        case .invalidRequest, .tooLarge:
            // It understood enough to refuse: the request was wrong, not the provider.
            state.circuit.succeed(permit)
        default:
            state.circuit.fail(permit, at: clock.now())
            let level = state.circuit.isClosed ? ProviderStatus.Level.degraded : .down
            state.status.become(level, at: time, error: error?.message)
            return
        }
        // An answer that comes in late, while the circuit is open, does not close it.
        guard state.circuit.isClosed else { return }
        state.status.become(.up, at: time, error: error?.message)
    }
}

/// The right to make one call. Let go without a word, the call counts as given up.
final class ProviderPermit: Sendable {
    private let health: ProviderHealth
    private let permit: CircuitBreaker.Permit
    private let isSettled = Atomic(false)

    init(_ permit: CircuitBreaker.Permit, health: ProviderHealth) {
        self.permit = permit
        self.health = health
    }

    deinit {
        settle(ProviderError(.cancelled, ""))
    }

    /// Says how the call went, nil is well; only the first word counts.
    func settle(_ error: ProviderError?) {
        guard !isSettled.exchange(true, ordering: .relaxed) else { return }
        health.record(error, for: permit)
    }
}
