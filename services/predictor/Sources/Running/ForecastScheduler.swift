import Core
import LiveStore
import Redis
import ServiceLifecycle

/// Follows snapshots and forecasts in Redis, and looks after what their events may have missed.
struct ForecastScheduler: Service {
    private let pipeline: ForecastPipeline
    private let snapshots: DocumentFollower
    private let forecasts: DocumentFollower
    private let redis: RedisClient
    private let clock: WallClock
    private let intervalSeconds: Double
    /// Real time between attempts to publish a forecast that is due.
    private static let retry: Duration = .milliseconds(500)

    /// `intervalSeconds` of `clock` pass between two looks for a snapshot whose event was lost.
    init(
        pipeline: ForecastPipeline,
        snapshots: DocumentFollower,
        forecasts: DocumentFollower,
        redis: RedisClient,
        clock: WallClock,
        intervalSeconds: Double
    ) {
        self.pipeline = pipeline
        self.snapshots = snapshots
        self.forecasts = forecasts
        self.redis = redis
        self.clock = clock
        self.intervalSeconds = intervalSeconds
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let forecastSeen = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await forecasts.run { bytes in
                        await pipeline.take(forecast: bytes)
                        forecastSeen.continuation.yield()
                    }
                }
                // A snapshot that has its forecast already must not get another after a restart.
                for await _ in forecastSeen.stream { break }
                group.addTask { await snapshots.run { await pipeline.take(snapshot: $0) } }
                group.addTask { await watch() }
            }
        }
    }

    private func watch() async {
        var nextLook = ContinuousClock.now + clock.realDuration(seconds: intervalSeconds)
        // Only cancellation throws.
        while (try? await Task.sleep(for: Self.retry)) != nil {
            await pipeline.forecastIfDue()
            guard ContinuousClock.now >= nextLook else { continue }
            nextLook = ContinuousClock.now + clock.realDuration(seconds: intervalSeconds)
            // Without Redis there is nothing to look for; the followers go on when it is back.
            guard let bytes = try? await redis.get(RedisKeys.realtimeSnapshot) else { continue }
            await pipeline.take(snapshot: bytes)
        }
    }
}
