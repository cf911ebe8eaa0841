/// A token bucket for each address or account, this process's own. Pure state; the time is a parameter.
///
/// Two generations of buckets bound the memory: when the young one is full, it becomes the old one and the old one is
/// forgotten. What was forgotten starts with a full bucket.
package struct RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant

        /// Takes one token: nil when there is one, else how long until there is.
        mutating func take(at now: ContinuousClock.Instant, tokensPerSecond: Double, capacity: Double) -> Duration? {
            let (seconds, attoseconds) = (now - at).components
            tokens = min(capacity, tokens + (Double(seconds) + Double(attoseconds) * 1e-18) * tokensPerSecond)
            at = now
            guard tokens >= 1 else { return .seconds((1 - tokens) / tokensPerSecond) }
            tokens -= 1
            return nil
        }
    }

    private let capacity: Double
    private let tokensPerSecond: Double
    private let maximumKeys: Int
    private var young: [[UInt8]: Bucket] = [:]
    private var old: [[UInt8]: Bucket] = [:]

    /// At most twice `maximumKeys` are remembered.
    package init(_ limit: RateLimit, maximumKeys: Int = 50_000) {
        capacity = Double(limit.requests)
        tokensPerSecond = Double(limit.requests) / (limit.period / .seconds(1))
        self.maximumKeys = max(1, maximumKeys)
    }

    /// ``admit(_:now:)`` of an address' network.
    package mutating func admit(_ address: IPAddress, now: ContinuousClock.Instant) -> Duration? {
        admit(address.network, now: now)
    }

    /// Takes one request of `key` into account: nil when it may pass, else how long until the next one may.
    package mutating func admit(_ key: [UInt8], now: ContinuousClock.Instant) -> Duration? {
        if let index = young.index(forKey: key) {
            return young.values[index].take(at: now, tokensPerSecond: tokensPerSecond, capacity: capacity)
        }
        var bucket = old.removeValue(forKey: key) ?? Bucket(tokens: capacity, at: now)
        let wait = bucket.take(at: now, tokensPerSecond: tokensPerSecond, capacity: capacity)
        if young.count >= maximumKeys {
            old = young
            young = [:]
        }
        young[key] = bucket
        return wait
    }

    /// How many keys are remembered.
    package var count: Int { young.count + old.count }
}
