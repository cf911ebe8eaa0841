import ServiceKit
import Synchronization

/// The limit of requests of one client, for all loops of this process and, where Redis is there, for all gateways.
final class RateGate: Sendable {
    private let limiter: Mutex<RateLimiter>
    private let shared: SharedRates?

    init(_ limit: RateLimit, shared: SharedRates?) {
        limiter = Mutex(RateLimiter(limit))
        self.shared = shared
    }

    /// Nil when a request of `address` may pass, else how long until one may.
    func admit(_ address: IPAddress) -> Duration? {
        let now = ContinuousClock.now
        if let wait = limiter.withLock({ $0.admit(address, now: now) }) { return wait }
        return shared?.admit(address, now: now)
    }
}
