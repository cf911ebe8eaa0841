import Core
import History
import LiveStore
import Redis

/// Sixty stations whose riders follow a daily rhythm: enough to train on within seconds.
struct SmallCity: Sendable {
    static let source = "small"
    static let stationCount = 60
    static let offset = 32_400

    /// The city at `time`, the same each time it is asked.
    func snapshot(at time: Timestamp) -> Snapshot {
        let stations = (0..<Self.stationCount).map { number in
            let bikes = bikes(number, at: time)
            let place = Coordinate(latitude: 37.5 + Double(number % 8) / 250, longitude: 127 + Double(number / 8) / 200)
            let district = number % 2 == 0 ? "동구" : "서구"
            return StationStatus(
                station: Station(
                    id: "ST-\(number)",
                    name: "시험 \(number)",
                    district: district,
                    location: place,
                    racks: 20
                ),
                bikes: bikes,
                observedAt: time,
                changedAt: time
            )
        }
        return Snapshot(
            source: Self.source,
            observedAt: time,
            collectedAt: time,
            intervalSeconds: 300,
            utcOffsetSeconds: Self.offset,
            stations: stations
        )
    }

    /// A tide by the time of day, a level of the station's own, and noise that lasts for half an hour.
    private func bikes(_ number: Int, at time: Timestamp) -> Int {
        let local = time.seconds + Int64(Self.offset)
        let minute = Int(local % 86_400) / 60
        let tide = Double(abs(minute - 720)) / 120 * (number % 2 == 0 ? 1 : -1)
        var noise = 0.0
        for step in 0..<6 {
            var state =
                UInt64(bitPattern: local / 600 - Int64(step)) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(number)
                &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 30)) &* 0x94D0_49BB_1331_11EB
            noise += Double((state ^ (state >> 31)) >> 40) / 16_777_216 - 0.5
        }
        return min(22, max(0, Int((8 + Double(number % 5) + tide + noise * 2).rounded())))
    }

    /// Writes the ten-minute snapshots of the days before `end`.
    func writeHistory(days: Int, before end: Timestamp, to path: String) async throws {
        let store = HistoryStore(rootPath: path)
        for step in stride(from: Int64(days) * 86_400, to: 0, by: -600) {
            let snapshot = snapshot(at: end.advanced(bySeconds: -step))
            try await store.writeSnapshot(SnapshotDocument(snapshot), of: snapshot)
        }
    }

    /// Publishes the snapshot of every slot of five minutes as `clock` reaches it, until the task is cancelled.
    func live(_ redis: RedisClient, clock: WallClock) async {
        let publisher = LivePublisher(redis: redis, clock: clock)
        var last = Timestamp(seconds: 0)
        // Only cancellation throws.
        while (try? await Task.sleep(for: .milliseconds(5))) != nil {
            let slot = clock.now().slotStart(intervalSeconds: 300)
            guard slot > last else { continue }
            let snapshot = snapshot(at: slot)
            // A publication that fails is made up for by the next.
            if (try? await publisher.publish(SnapshotDocument(snapshot), of: snapshot)) == true { last = slot }
        }
    }
}
