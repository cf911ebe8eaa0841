/// A token bucket for each address, this process's own. Pure state; the time is a parameter.
///
/// Two generations of buckets bound the memory: when the young one is full, it becomes the old one and the old one is
/// forgotten. A forgotten address starts with a full bucket.
package struct RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private let capacity: Double
    private let tokensPerSecond: Double
    private let maximumAddresses: Int
    private var young: [[UInt8]: Bucket] = [:]
    private var old: [[UInt8]: Bucket] = [:]

    /// At most twice `maximumAddresses` are remembered.
    package init(_ limit: RateLimit, maximumAddresses: Int = 50_000) {
        capacity = Double(limit.requests)
        tokensPerSecond = Double(limit.requests) / (limit.period / .seconds(1))
        self.maximumAddresses = max(1, maximumAddresses)
    }

    /// Takes one request of `address` into account: nil when it may pass, else how long until the next one may.
    package mutating func admit(_ address: IPAddress, now: ContinuousClock.Instant) -> Duration? {
        // Whoever has an IPv6 address has the whole /64.
        let key = Array(address.bytes.prefix(8))
        var bucket = young[key] ?? old.removeValue(forKey: key) ?? Bucket(tokens: capacity, at: now)
        bucket.tokens = min(capacity, bucket.tokens + (now - bucket.at) / .seconds(1) * tokensPerSecond)
        bucket.at = now
        let isAdmitted = bucket.tokens >= 1
        if isAdmitted { bucket.tokens -= 1 }
        if young[key] == nil, young.count >= maximumAddresses {
            old = young
            young = [:]
        }
        young[key] = bucket
        return isAdmitted ? nil : .seconds((1 - bucket.tokens) / tokensPerSecond)
    }

    /// How many addresses are remembered.
    package var count: Int { young.count + old.count }
}
