import ServiceKit
import Synchronization

/// Counts what each account or address does; of this process alone.
final class DeedLimiter: Sendable {
    private let limiter: Mutex<RateLimiter?>

    /// Nil lets everything through.
    init(_ limit: RateLimit?) {
        limiter = Mutex(limit.map { RateLimiter($0) })
    }

    /// Counts one deed of an account; throws 429 with `Retry-After` when it is one too many.
    func count(account id: Int64) throws(Problem) {
        try refuse(limiter.withLock { $0?.admit(Array(String(id).utf8), now: .now) })
    }

    /// Counts one deed from an address; throws 429 like ``count(account:)``. Addresses that are not known count as one.
    func count(_ address: IPAddress?) throws(Problem) {
        try refuse(
            limiter.withLock { limiter in
                if let address { limiter?.admit(address, now: .now) } else { limiter?.admit([], now: .now) }
            }
        )
    }

    private func refuse(_ wait: Duration?) throws(Problem) {
        guard let wait else { return }
        let seconds = Int((wait / .seconds(1)).rounded(.up))
        throw .tooManyRequests("Too many requests; wait a little.", retryAfter: max(1, seconds))
    }
}
