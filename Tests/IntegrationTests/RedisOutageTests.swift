import Core
import Curl
import Foundation
import History
import Redis
import TestSupport
import Testing

extension IntegrationTests {
    @Suite struct RedisOutageTests {
        @Test func `every service survives a Redis that is killed and restarted empty`() async throws {
            let suite = try await SuiteFixture()
            let services = try await suite.startAll(
                collector: ["COLLECT_INTERVAL": "2s"],
                predictor: ["PREDICT_INTERVAL": "2s"]
            )
            let (collector, predictor, rag, gateway) = (
                services.collector, services.predictor, services.rag, services.gateway
            )
            let historyBefore = try await snapshotsInHistory(suite)

            try await suite.redis.kill()
            for service in [collector, predictor] {
                try await waitUntil("\(service.name) reports DEGRADED", within: .seconds(8)) {
                    try await service.health() == "DEGRADED"
                }
                #expect(try await service.component("redis")["status"] as? String != "UP")
            }
            try await waitUntil("snapshots reach the history without Redis", within: .seconds(10)) {
                try await snapshotsInHistory(suite) >= historyBefore + 2
            }
            for service in services.all {
                #expect(try await service.get("/health/live").status == 200)
            }
            #expect(try await gateway.stationCount() == 2730)

            try await suite.redis.start()
            let back = ContinuousClock.now
            try await suite.withRedis { redis in
                try await waitUntil("snapshot and forecast are in Redis again", within: .seconds(5)) {
                    let snapshot = try await redis.get(RedisKeys.realtimeSnapshot)
                    let forecast = try await redis.get(RedisKeys.predictionSnapshot)
                    return snapshot != nil && forecast != nil
                }
            }
            for service in [collector, predictor, rag, gateway] {
                try await waitUntil("\(service.name) is UP again", within: .seconds(8)) {
                    try await service.health() == "UP"
                }
            }
            #expect(ContinuousClock.now - back < .seconds(10))
            for service in services.all { try await service.stop() }
        }

        @Test func `a snapshot polled while Redis hangs is put there when it goes on`() async throws {
            let suite = try await SuiteFixture()
            try await withBikeListServer { server in
                let collector = try await suite.start(
                    "collector",
                    ["SEOUL_API_KEY": "k", "SEOUL_API_BASE_URL": server.url, "COLLECT_INTERVAL": "8s"]
                )
                try await waitUntil("the first snapshot is live", within: .seconds(10)) {
                    (try? await collector.stationCount()) == 2730
                }
                suite.redis.suspend()
                server.offset = 50
                let before = server.polls
                try await waitUntil("the next slot is polled", within: .seconds(15)) { server.polls > before }
                try await waitUntil("its publication has failed", within: .seconds(8)) {
                    try await collector.metric(#"collector_publications_total{result="failed"}"#) > 0
                }
                suite.redis.resume()
                try await suite.withRedis { redis in
                    try await waitUntil("it is in Redis", within: .seconds(4)) {
                        guard let bytes = try await redis.get(RedisKeys.realtimeSnapshot) else { return false }
                        return try Snapshot(document: bytes).stations.contains { $0.bikes >= 50 }
                    }
                }
                try await collector.stop()
            }
        }

        private func snapshotsInHistory(_ suite: SuiteFixture) async throws -> Int {
            let now = WallClock.realNow()
            let history = HistoryStore(rootPath: suite.directory.file("history"))
            return try await history.entries(
                .snapshots,
                source: "simulation",
                from: now.advanced(bySeconds: -3600),
                to: now.advanced(bySeconds: 3600)
            ).count
        }
    }
}
