import Core
import Curl
import Foundation
import LiveStore
import Redis
import TestSupport
import Testing

extension IntegrationTests {
    @Suite struct LatencyTests {
        @Test func `a change in Redis is served through the gateway within a second, a forecast follows within two`()
            async throws
        {
            let suite = try await SuiteFixture()
            let collector = try await suite.start("collector", ["COLLECT": "off"])
            let predictor = try await suite.start("predictor")
            let gateway = try await suite.start(
                "gateway",
                ["COLLECTOR_URL": collector.url, "PREDICTOR_URL": predictor.url]
            )
            try await suite.withRedis { redis in
                let publisher = LivePublisher(redis: redis, clock: .real)
                // Several rounds: a machine that stands still for a second spoils one.
                var (served, forecast): ([Duration], [Duration]) = ([], [])
                for round in 0..<5 {
                    let snapshot = snapshot(bikes: 3 + round)
                    let document = SnapshotDocument(snapshot)
                    let started = ContinuousClock.now
                    #expect(try await publisher.publish(document, of: snapshot))
                    try await waitUntil("the gateway serves the change") { try await bikes(gateway) == 3 + round }
                    served.append(started.duration(to: .now))
                    try await waitUntil("the forecast is there") {
                        guard let bytes = try await redis.get(RedisKeys.predictionSnapshot) else { return false }
                        return try ForecastHeader(document: bytes).basedOn == snapshot.observedAt
                    }
                    forecast.append(started.duration(to: .now))
                }
                #expect(served.sorted()[3] < .seconds(1), "\(served)")
                #expect(forecast.sorted()[3] < .seconds(2), "\(forecast)")
                // A program that sets the value without an entry in the stream is noticed too.
                var silent: [Duration] = []
                for round in 0..<3 {
                    var snapshot = snapshot(bikes: 17 + round)
                    snapshot.observedAt = snapshot.observedAt.advanced(bySeconds: 1)
                    let started = ContinuousClock.now
                    try await redis.set(RedisKeys.realtimeSnapshot, SnapshotDocument(snapshot).bytes)
                    try await waitUntil("the gateway serves the silent change") {
                        try await bikes(gateway) == 17 + round
                    }
                    silent.append(started.duration(to: .now))
                }
                // Each comes just behind a look, and waits half a second for the next one.
                #expect(silent.sorted()[1] < .milliseconds(1_500), "\(silent)")
            }
            for service in [gateway, predictor, collector] { try await service.stop() }
        }

        private func bikes(_ gateway: RunningService) async throws -> Int? {
            (try await gateway.json("/api/stations/ST-5")["station"] as? [String: Any])?["bikes"] as? Int
        }

        private func snapshot(bikes: Int) -> Snapshot {
            let now = WallClock.realNow()
            let stations = (1...2730).map { number in
                let place = Coordinate(latitude: 37.5 + Double(number) / 1e5, longitude: 127 + Double(number) / 1e5)
                let station = Station(id: "ST-\(number)", number: "\(number)", name: "시험", location: place, racks: 20)
                return StationStatus(station: station, bikes: bikes, observedAt: now, changedAt: now)
            }
            return Snapshot(
                source: "test",
                observedAt: now,
                collectedAt: now,
                intervalSeconds: 300,
                utcOffsetSeconds: 32_400,
                stations: stations.sorted { $0.station.id < $1.station.id }
            )
        }
    }
}
