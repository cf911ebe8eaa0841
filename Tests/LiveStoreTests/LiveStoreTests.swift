import Core
import LiveStore
import Logging
import Redis
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"), .timeLimit(.minutes(2)))
struct LiveStoreTests {
    @Test func `a snapshot is live with all its stations, which expire, and an entry in the stream`() async throws {
        try await withRedis { redis, _ async throws in
            let snapshot = snapshot(second: 0, bikes: 3)
            let document = SnapshotDocument(snapshot)
            #expect(try await LivePublisher(redis: redis, clock: .real).publish(document, of: snapshot))
            #expect(try await redis.get(RedisKeys.realtimeSnapshot) == document.bytes)
            for row in snapshot.stations.indices {
                let key = RedisKeys.realtime(stationID: snapshot.stations[row].station.id)
                #expect(try await redis.get(key) == Array(document[row]))
                let left = try await redis.send(RedisCommand("PTTL", .string(key))).int ?? 0
                #expect(left > 1_100_000 && left <= 1_200_000)
            }
            let entries = try await redis.xread(streams: [(RedisKeys.snapshotEvents, "0")], count: 10)
            #expect(entries[RedisKeys.snapshotEvents]?.count == 1)
        }
    }

    @Test func `an older snapshot of the same source changes nothing, the same one and another source's are put`()
        async throws
    {
        try await withRedis { redis, _ async throws in
            let publisher = LivePublisher(redis: redis, clock: .real)
            let newer = snapshot(second: 300, bikes: 3)
            let older = snapshot(second: 0, bikes: 9)
            #expect(try await publisher.publish(SnapshotDocument(newer), of: newer))
            #expect(try await !publisher.publish(SnapshotDocument(older), of: older))
            #expect(try await redis.get(RedisKeys.realtimeSnapshot) == SnapshotDocument(newer).bytes)
            #expect(try await publisher.publish(SnapshotDocument(newer), of: newer))
            var other = older
            other.source = "another one"
            #expect(try await publisher.publish(SnapshotDocument(other), of: other))
            #expect(try await redis.get(RedisKeys.realtimeSnapshot) == SnapshotDocument(other).bytes)
        }
    }

    @Test func `of many publishers at once the newest stays`() async throws {
        try await withRedis { redis, server async throws in
            try await withRedisClient(server.url) { second in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for slot in 0..<12 {
                        let publisher = LivePublisher(redis: slot % 2 == 0 ? redis : second, clock: .real)
                        let snapshot = snapshot(second: Int64(slot) * 300, bikes: slot)
                        group.addTask { try await Self.publish(snapshot, with: publisher) }
                    }
                    try await group.waitForAll()
                }
                let live = try Snapshot(document: try #require(try await redis.get(RedisKeys.realtimeSnapshot)))
                #expect(live == snapshot(second: 11 * 300, bikes: 11))
                let station = try #require(try await redis.get(RedisKeys.realtime(stationID: "ST-1")))
                #expect(station == Array(SnapshotDocument(live)[0]))
            }
        }
    }

    @Test func `a follower hears of every change once, however it was made`() async throws {
        try await withRedis { redis, server async throws in
            try await withRedisClient(server.url) { blocking in
                let heard = Heard()
                let follower = follower(redis, blocking)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await follower.run { heard.append($0) } }
                    defer { group.cancelAll() }
                    let publisher = LivePublisher(redis: redis, clock: .real)
                    let snapshots = (1...3).map { snapshot(second: Int64($0) * 300, bikes: 3) }
                    let documents = snapshots.map(SnapshotDocument.init)
                    try await waitUntil("nothing is there") { heard.documents == [nil] }
                    // An entry wakes it; the same document once more is none to hear of.
                    for _ in 0..<2 { _ = try await publisher.publish(documents[0], of: snapshots[0]) }
                    try await waitUntil("the entry") { heard.documents.count > 1 }
                    // Another program sets the value, and says nothing.
                    try await redis.set(RedisKeys.realtimeSnapshot, documents[1].bytes)
                    try await waitUntil("the silent change") { heard.documents.count > 2 }
                    _ = try await redis.send("FLUSHALL")
                    try await waitUntil("the loss") { heard.documents.count > 3 }
                    _ = try await publisher.publish(documents[2], of: snapshots[2])
                    try await waitUntil("the last") { heard.documents.count > 4 }
                    #expect(heard.documents == [nil, documents[0].bytes, documents[1].bytes, nil, documents[2].bytes])
                }
            }
        }
    }

    /// Until it is not beaten to the fence eight times in a row.
    private static func publish(_ snapshot: Snapshot, with publisher: LivePublisher) async throws {
        while true {
            do {
                _ = try await publisher.publish(SnapshotDocument(snapshot), of: snapshot)
                return
            } catch let error as RedisError where error.code == .conflict {
                continue
            }
        }
    }

    @Test func `an entry wakes the follower, and a correction under the same header is heard of`() async throws {
        try await withRedis { redis, server async throws in
            try await withRedisClient(server.url) { blocking in
                let heard = Heard()
                // It looks by itself so rarely that only an entry can be the cause.
                let follower = follower(redis, blocking, look: .seconds(100))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await follower.run { heard.append($0) } }
                    defer { group.cancelAll() }
                    let publisher = LivePublisher(redis: redis, clock: .real)
                    let first = snapshot(second: 0, bikes: 3)
                    var corrected = first
                    corrected.stations[39].bikes = 4
                    let documents = [first, corrected].map(SnapshotDocument.init)
                    #expect(documents[0].bytes.count == documents[1].bytes.count)
                    try await waitUntil("it waits for entries") {
                        try await redis.send(RedisCommand("CLIENT", "LIST")).string?.contains("cmd=xread") == true
                    }
                    _ = try await publisher.publish(documents[0], of: first)
                    try await waitUntil("the first") { heard.documents.count > 1 }
                    _ = try await publisher.publish(documents[1], of: corrected)
                    try await waitUntil("the correction") { heard.documents.count > 2 }
                    #expect(heard.documents == [nil, documents[0].bytes, documents[1].bytes])
                }
            }
        }
    }

    @Test func `a city of 20,000 stations is published`() async throws {
        try await withRedis { redis, _ async throws in
            let snapshot = snapshot(second: 0, bikes: 3, stations: 20_000)
            let document = SnapshotDocument(snapshot)
            #expect(try await LivePublisher(redis: redis, clock: .real).publish(document, of: snapshot))
            #expect(try await redis.get(RedisKeys.realtime(stationID: "ST-20000")) == Array(document[19_999]))
        }
    }

    private func follower(
        _ redis: RedisClient,
        _ blocking: RedisClient,
        look: Duration = .milliseconds(500)
    ) -> DocumentFollower {
        DocumentFollower(
            redis: redis,
            blocking: blocking,
            key: RedisKeys.realtimeSnapshot,
            stream: RedisKeys.snapshotEvents,
            look: look,
            logger: silent
        )
    }

    private func snapshot(second: Int64, bikes: Int, stations count: Int = 40) -> Snapshot {
        let time = Timestamp(seconds: 1_700_000_000 + second)
        let stations = (1...count).map { number in
            let station = Station(
                id: "ST-\(number)",
                name: "시험",
                location: Coordinate(latitude: 37.5, longitude: 127),
                racks: 20
            )
            return StationStatus(station: station, bikes: bikes, observedAt: time, changedAt: time)
        }
        return Snapshot(
            source: "test",
            observedAt: time,
            collectedAt: time,
            intervalSeconds: 300,
            utcOffsetSeconds: 32_400,
            stations: stations
        )
    }

    private func withRedis(_ body: (RedisClient, RedisServerFixture) async throws -> Void) async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { try await body($0, server) }
        }
    }
}

private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs `body` with a client whose connection is kept up meanwhile.
private func withRedisClient(_ url: String, _ body: (RedisClient) async throws -> Void) async throws {
    var configuration = try RedisConfiguration(url: url)
    // A busy machine may take longer than the defaults.
    configuration.connectTimeout = .seconds(20)
    configuration.commandTimeout = .seconds(20)
    let client = RedisClient(configuration: configuration, logger: silent)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await client.run() }
        defer { tasks.cancelAll() }
        try await waitUntil("the client is connected") { client.isConnected }
        try await body(client)
    }
}

/// What a follower was told, in order.
private final class Heard: Sendable {
    private let state = Mutex<[[UInt8]?]>([])

    var documents: [[UInt8]?] { state.withLock { $0 } }

    func append(_ document: [UInt8]?) {
        state.withLock { $0.append(document) }
    }
}
