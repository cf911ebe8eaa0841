import Core
import Curl
import Foundation
import Redis
import TestSupport
import Testing

extension IntegrationTests {
    @Suite struct ReplicaTests {
        @Test func `two collectors poll each slot once, two predictors forecast each snapshot once`() async throws {
            let suite = try await SuiteFixture()
            try await withBikeListServer { server in
                let settings = ["SEOUL_API_KEY": "k", "SEOUL_API_BASE_URL": server.url, "COLLECT_INTERVAL": "2s"]
                // First those that follow: of snapshots before them they read the newest alone.
                let predictors = [
                    try await suite.start("predictor", replica: 1), try await suite.start("predictor", replica: 2),
                ]
                let collectors = [
                    try await suite.start("collector", settings, replica: 1),
                    try await suite.start("collector", settings, replica: 2),
                ]
                let slots = 6
                try await waitUntil("\(slots) slots are polled", within: .seconds(30)) { server.polls >= slots }
                // The first poll may be due at a slot's very end, and be seen and dated at the beginning of the next.
                let first = try #require(server.pollTimes.first)
                let skipped = first.truncatingRemainder(dividingBy: 2) < 0.5 ? 1 : 0
                try await suite.withRedis { redis in
                    try await waitUntil("the last forecast is there", within: .seconds(20)) {
                        let (snapshots, forecasts) = try await versions(redis)
                        return !snapshots.isEmpty && Set(forecasts).isSuperset(of: snapshots.dropFirst(1).dropLast(1))
                    }
                    let (snapshots, forecasts) = try await versions(redis)
                    // An entry a poll, each of another slot; and no forecast made twice.
                    #expect(Set(snapshots).count == snapshots.count)
                    let slotNumbers = snapshots.dropFirst(skipped).map { $0 / 2000 }
                    #expect(Set(slotNumbers).count == slotNumbers.count, "\(snapshots)")
                    #expect(Set(forecasts).count == forecasts.count, "\(forecasts)")
                }
                let polledSlots = server.pollTimes.dropFirst(skipped).map { Int($0 / 2) }
                #expect(Set(polledSlots).count == polledSlots.count, "\(server.pollTimes)")
                // Both replicas serve the same snapshot, whoever polled it.
                try await waitUntil("both collectors serve the newest snapshot") {
                    try await collectors[0].observedAt() == collectors[1].observedAt()
                }
                for service in predictors + collectors { try await service.stop() }
            }
        }

        /// Versions (milliseconds) of the entries in both streams, in order.
        private func versions(_ redis: RedisClient) async throws -> (snapshots: [Int64], forecasts: [Int64]) {
            let entries = try await redis.xread(
                streams: [(RedisKeys.snapshotEvents, "0"), (RedisKeys.predictionEvents, "0")],
                count: 1000
            )
            let version = { (key: String) in
                (entries[key] ?? []).compactMap { entry -> Int64? in
                    entry.fields.first { $0.name == "version" }.flatMap {
                        Int64(String(decoding: $0.value, as: UTF8.self))
                    }
                }
            }
            return (version(RedisKeys.snapshotEvents), version(RedisKeys.predictionEvents))
        }
    }
}
