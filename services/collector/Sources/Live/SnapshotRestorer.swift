import Core
import History
import Redis

/// Finds the last snapshot after a start, so that the first poll knows the counts and stations before it.
package struct SnapshotRestorer: Sendable {
    private let city: LiveCity
    private let redis: RedisClient
    private let history: HistoryStore
    private let source: String
    private let intervalSeconds: Int
    private let clock: WallClock

    init(
        city: LiveCity,
        redis: RedisClient,
        history: HistoryStore,
        source: String,
        intervalSeconds: Int,
        clock: WallClock
    ) {
        self.intervalSeconds = intervalSeconds
        self.city = city
        self.redis = redis
        self.history = history
        self.source = source
        self.clock = clock
    }

    /// Makes the last snapshot of our source the live one, with its true age: Redis' or, when that has none, the history's.
    package func restore() async {
        guard city.current?.snapshot.source != source, let snapshot = await stored(), snapshot.source == source else {
            return
        }
        city.adopt(LiveSnapshot(snapshot))
    }

    /// Takes over what others have made live since, for a process that follows nothing between its polls.
    func restoreNewest() async {
        guard let snapshot = await stored(), snapshot.source == source,
            snapshot.observedAt > city.current?.snapshot.observedAt ?? Timestamp(milliseconds: .min)
        else { return }
        city.adopt(LiveSnapshot(snapshot))
    }

    private func stored() async -> Snapshot? {
        // A start without Redis or without history is a start from nothing; both report themselves elsewhere.
        if let bytes = try? await redis.get(RedisKeys.realtimeSnapshot), let snapshot = try? Snapshot(document: bytes),
            snapshot.source == source, !snapshot.isFromTheFuture(at: clock.now())
        {
            return snapshot
        }
        let now = clock.now()
        let from = now.advanced(bySeconds: -RecentHistory.spanSeconds)
        let entries = try? await history.entries(.snapshots, source: source, from: from, to: now.advanced(bySeconds: 1))
        guard let newest = entries?.last else { return nil }
        return try? await history.readSnapshot(newest, intervalSeconds: intervalSeconds)
    }
}
