package import Core
package import ServiceKit
import Synchronization

/// Counts what each account or address does, as a bucket that refills steadily; of this process alone.
package final class RateLimiter: Sendable {
    /// Keys that are remembered; beyond, those whose bucket is full again are forgotten, then all.
    private static let keyLimit = 50_000

    private struct Bucket {
        var level: Double
        var at: Timestamp
    }

    private let limit: RateLimit?
    private let buckets = Mutex<[String: Bucket]>([:])

    /// Nil lets everything through.
    package init(_ limit: RateLimit?) {
        self.limit = limit
    }

    /// Counts one deed of `key`; throws 429 with `Retry-After` when it is one too many.
    package func count(_ key: String, now: Timestamp) throws(Problem) {
        guard let limit else { return }
        let rate = Double(limit.count) / Double(limit.seconds)
        let wait: Double? = buckets.withLock { buckets in
            if buckets.count >= Self.keyLimit, buckets[key] == nil { Self.forget(&buckets, limit, now: now) }
            var bucket = buckets[key] ?? Bucket(level: Double(limit.count), at: now)
            let refill = max(0, now.secondsSince(bucket.at)) * rate
            bucket = Bucket(level: min(Double(limit.count), bucket.level + refill), at: now)
            defer { buckets[key] = bucket }
            guard bucket.level >= 1 else { return (1 - bucket.level) / rate }
            bucket.level -= 1
            return nil
        }
        if let wait {
            throw .tooManyRequests("Too many requests; wait a little.", retryAfter: max(1, Int(wait.rounded(.up))))
        }
    }

    private static func forget(_ buckets: inout [String: Bucket], _ limit: RateLimit, now: Timestamp) {
        buckets = buckets.filter { now.secondsSince($0.value.at) < Double(limit.seconds) }
        if buckets.count >= keyLimit { buckets = [:] }
    }
}
