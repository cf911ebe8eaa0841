import Core
import Synchronization

/// How common pairs of characters are in one index, remembered for a while: the rarest one leads the search.
package final class PairFrequencies: Sendable {
    private static let limit = 4096
    private static let lifetimeSeconds = 60.0
    /// Beyond this a pair is simply common.
    static let countLimit = 5_000

    private let known = Mutex<[Int64: (count: Int, at: Timestamp)]>([:])

    package init() {}

    /// `pairs` from the rarest to the most common.
    func sorted(_ pairs: [Int64], now: Timestamp, in words: any WordRepository) throws -> [Int64] {
        guard pairs.count > 1 else { return pairs }
        let counts = try pairs.map { pair in (pair: pair, count: try count(pair, now: now, in: words)) }
        return counts.sorted { $0.count < $1.count }.map(\.pair)
    }

    private func count(_ pair: Int64, now: Timestamp, in words: any WordRepository) throws -> Int {
        let entry = known.withLock { $0[pair] }
        if let entry, abs(now.secondsSince(entry.at)) < Self.lifetimeSeconds { return entry.count }
        let count = try words.frequency(pair, limit: Self.countLimit)
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            known[pair] = (count, now)
        }
        return count
    }
}
