import Core
import Curl
import Foundation
import Redis
import TestSupport
import Testing

extension IntegrationTests {
    @Suite struct CollectorFaultTests {
        /// One fault: what it is, the text that `/health` must show of it, the counter that must count it.
        struct Case: Sendable, CustomTestStringConvertible {
            let fault: BikeListServer.Fault
            let shows: String
            let counts: String
            var testDescription: String { "\(fault)" }
        }

        static let cases: [Case] = [
            Case(fault: .status(500), shows: "500", counts: #"collector_poll_failures_total{kind="transport"}"#),
            Case(fault: .hang, shows: "page 1", counts: #"collector_poll_failures_total{kind="transport"}"#),
            Case(fault: .cutBody, shows: "page 1", counts: #"collector_poll_failures_total{kind="transport"}"#),
            Case(fault: .badPage(1), shows: "JSON", counts: #"collector_poll_failures_total{kind="malformed"}"#),
            Case(
                fault: .missingPage(1),
                shows: "goes on behind it",
                counts: #"collector_poll_failures_total{kind="malformed"}"#
            ),
            Case(
                fault: .code("ERROR-336"),
                shows: "ERROR-336",
                counts: #"collector_poll_failures_total{kind="refused"}"#
            ),
            Case(
                fault: .code("INFO-100"),
                shows: "SEOUL_API_KEY",
                counts: #"collector_poll_failures_total{kind="refused"}"#
            ),
            Case(
                fault: .topLevelCode("ERROR-500"),
                shows: "ERROR-500",
                counts: #"collector_poll_failures_total{kind="upstream"}"#
            ),
            Case(
                fault: .xmlCode("ERROR-300"),
                shows: "ERROR-300",
                counts: #"collector_poll_failures_total{kind="refused"}"#
            ),
            Case(fault: .half, shows: "held back", counts: "collector_snapshots_held_total"),
            Case(fault: .empty, shows: "held back", counts: "collector_snapshots_held_total"),
            Case(fault: .code("INFO-200"), shows: "held back", counts: "collector_snapshots_held_total"),
        ]

        @Test(arguments: cases)
        func `a faulty source never makes a partial snapshot visible, is reported, counted and recovered from`(
            _ fault: Case
        ) async throws {
            let suite = try await SuiteFixture()
            try await withBikeListServer { server in
                // Half the stations are live once three polls agree: not before they have been looked at here.
                let own = fault.fault == .half ? ["COLLECT_INTERVAL": "5s"] : [:]
                let collector = try await suite.start("collector", settings(server).merging(own) { $1 })
                try await waitUntil("the first snapshot is live", within: .seconds(30)) {
                    (try? await collector.stationCount()) == 2730
                }
                let before = try await collector.metric(fault.counts)
                server.fault = fault.fault
                try await waitUntil("the fault is counted", within: .seconds(30)) {
                    try await collector.metric(fault.counts) > before
                }
                // A poll that was under way meets the fault on a later page; the next one tells of the first.
                try await waitUntil("the fault is told", within: .seconds(15)) {
                    let source = try await collector.component("source")
                    return source["status"] as? String == "DEGRADED"
                        && "\(source["detail"] ?? "")".contains(fault.shows)
                }
                #expect(try await collector.stationCount() == 2730)
                try await suite.withRedis { redis in
                    let bytes = try #require(try await redis.get(RedisKeys.realtimeSnapshot))
                    #expect(try Snapshot(document: bytes).stations.count == 2730)
                }
                let last = try await collector.observedAt()
                server.offset += 1
                server.fault = .none
                try await waitUntil("a new snapshot is live", within: .seconds(30)) {
                    try await collector.observedAt() != last
                }
                try await waitUntil("health is UP again") { try await collector.health() == "UP" }
                #expect(!collector.process.log.contains("secret-key"))
                try await collector.stop()
            }
        }

        @Test func `bad rows keep the last good values and are counted`() async throws {
            let suite = try await SuiteFixture()
            try await withBikeListServer { server in
                let collector = try await suite.start("collector", settings(server))
                try await waitUntil("the first snapshot is live", within: .seconds(30)) {
                    (try? await collector.stationCount()) == 2730
                }
                // The fault first: a poll that meets new values meets bad ones, too.
                server.fault = .badCounts
                server.offset = 5
                let series = #"collector_row_faults_total{reason="bad_count"}"#
                try await waitUntil("bad counts are counted", within: .seconds(30)) {
                    try await collector.metric(series) >= 390
                }
                // Rows are counted while they are read, a moment before they are seen.
                try await waitUntil("good rows have new values", within: .seconds(30)) {
                    let good = try await collector.json("/api/stations/ST-8")["station"] as? [String: Any]
                    return good?["bikes"] as? Int == BikeListServer.bikes(8, offset: 5)
                }
                let bad = try #require(try await collector.json("/api/stations/ST-7")["station"] as? [String: Any])
                let good = try #require(try await collector.json("/api/stations/ST-8")["station"] as? [String: Any])
                #expect(bad["bikes"] as? Int == BikeListServer.bikes(7, offset: 0))
                #expect(try #require(bad["observed_at"] as? String) < #require(good["observed_at"] as? String))

                server.fault = .zeroPlaces
                let places = #"collector_row_faults_total{reason="bad_place"}"#
                try await waitUntil("bad places are counted", within: .seconds(30)) {
                    try await collector.metric(places) >= 2730
                }
                let placed = try #require(try await collector.json("/api/stations/ST-8")["station"] as? [String: Any])
                #expect(placed["lat"] as? Double == 37.500056)

                server.fault = .duplicates
                let duplicates = #"collector_row_faults_total{reason="duplicate"}"#
                try await waitUntil("duplicates are counted", within: .seconds(30)) {
                    try await collector.metric(duplicates) > 0
                }
                #expect(try await collector.stationCount() == 2730)
                try await collector.stop()
            }
        }

        @Test func `half the stations go live only when three polls agree`() async throws {
            let suite = try await SuiteFixture()
            try await withBikeListServer { server in
                let collector = try await suite.start("collector", settings(server))
                try await waitUntil("the first snapshot is live", within: .seconds(30)) {
                    (try? await collector.stationCount()) == 2730
                }
                let before = server.polls
                server.fault = .half
                try await waitUntil("half the stations are live", within: .seconds(20)) {
                    try await collector.stationCount() == 1365
                }
                #expect(server.polls - before >= 3)
                // A poll that was under way may have lost fewer stations: the next ones do not agree with it.
                let held = try await collector.metric("collector_snapshots_held_total")
                #expect((2...3).contains(held))
                try await collector.stop()
            }
        }

        private func settings(_ server: BikeListServer) -> [String: String] {
            [
                "SEOUL_API_KEY": "secret-key", "SEOUL_API_BASE_URL": server.url, "COLLECT_INTERVAL": "2s",
                "SOURCE_TIMEOUT": "500ms",
            ]
        }
    }
}
