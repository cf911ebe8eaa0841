import Blocking
package import Core
package import History
package import LiveStore
package import Logging
import ServiceLifecycle

/// Keeps the city in step with Redis: takes over what other processes put there, and refills what Redis has lost.
package struct LiveUpdates: Service {
    private let city: LiveCity
    private let collector: Collector
    private let history: HistoryStore
    private let snapshots: DocumentFollower
    private let forecasts: DocumentFollower
    private let clock: WallClock
    private let logger: Logger

    package init(
        city: LiveCity,
        collector: Collector,
        history: HistoryStore,
        snapshots: DocumentFollower,
        forecasts: DocumentFollower,
        clock: WallClock,
        logger: Logger
    ) {
        self.city = city
        self.collector = collector
        self.history = history
        self.snapshots = snapshots
        self.forecasts = forecasts
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await loadRecentHistory() }
                group.addTask { await snapshots.run { await take(snapshot: $0) } }
                group.addTask { await forecasts.run { take(forecast: $0) } }
            }
        }
        city.endSubscriptions()
    }

    /// A newer snapshot is taken over; an older or missing one is replaced by ours.
    private func take(snapshot bytes: [UInt8]?) async {
        guard let bytes else {
            if let live = city.current { await collector.publish(live) }
            return
        }
        // Mostly our own comes back.
        if let live = city.current, live.document.bytes == bytes { return }
        do throws(JSONError) {
            let snapshot = try Snapshot(document: bytes)
            guard !snapshot.isFromTheFuture(at: clock.now()) else { return }
            if let live = city.current, live.snapshot.source == collector.source.name {
                // Another source's is left alone: two collectors that both put theirs back would never end.
                guard snapshot.source == live.snapshot.source else { return }
                if snapshot.observedAt < live.snapshot.observedAt { return await collector.publish(live) }
            }
            city.adopt(LiveSnapshot(snapshot, following: city.current))
        } catch {
            logger.error("The snapshot in Redis cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private func take(forecast bytes: [UInt8]?) {
        guard let bytes else { return }
        do throws(JSONError) {
            city.adopt(forecast: try ForecastHeader(document: bytes))
        } catch {
            logger.error("The forecast in Redis cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// Reads the last day back after a start.
    private func loadRecentHistory() async {
        let now = clock.now()
        let source = collector.source.name
        let from = now.advanced(bySeconds: -RecentHistory.spanSeconds)
        do {
            let entries = try await history.entries(
                .snapshots,
                source: source,
                from: from,
                to: now.advanced(bySeconds: 1)
            )
            var recent = RecentHistory()
            for entry in entries {
                try Task.checkCancellation()
                if let snapshot = try await history.readSnapshot(entry) { recent.append(snapshot) }
            }
            city.prepend(recent)
            Allocator.giveBack()
            logger.info("Recent history is loaded", metadata: ["snapshots": "\(recent.count)"])
        } catch is CancellationError {
            return
        } catch {
            logger.warning("Recent history could not be loaded", metadata: ["error": "\(error)"])
        }
    }
}
