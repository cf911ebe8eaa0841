package import Core
package import Redis

/// Puts documents live in Redis: all keys of one in a single atomic step, and never an older one over a newer one.
///
/// A document may have some 32,000 stations, each a command: ``RedisConfiguration/maximumPendingCommands``.
package struct LivePublisher: Sendable {
    private let redis: RedisClient
    private let clock: WallClock

    package init(redis: RedisClient, clock: WallClock) {
        self.redis = redis
        self.clock = clock
    }

    /// Makes a snapshot the live one. False when a newer one of the same source is live already; the same one is put again.
    package func publish(_ document: SnapshotDocument, of snapshot: Snapshot) async throws -> Bool {
        try await publish(
            Publication(
                fenceKey: RedisKeys.realtimeFence,
                fence: LiveFence(version: snapshot.observedAt.milliseconds, source: snapshot.source),
                key: RedisKeys.realtimeSnapshot,
                stream: RedisKeys.snapshotEvents,
                expireMilliseconds: expireMilliseconds(intervalSeconds: snapshot.intervalSeconds),
                document: document.bytes,
                stations: snapshot.stations.enumerated().map { row, status in
                    (RedisKeys.realtime(stationID: status.station.id), document[row])
                }
            )
        )
    }

    /// Makes a forecast the current one; see ``publish(_:of:)-(SnapshotDocument,_)``.
    package func publish(_ document: ForecastDocument, of run: ForecastRun) async throws -> Bool {
        try await publish(
            Publication(
                fenceKey: RedisKeys.predictionFence,
                fence: LiveFence(version: run.basedOn.milliseconds, source: run.source),
                key: RedisKeys.predictionSnapshot,
                stream: RedisKeys.predictionEvents,
                expireMilliseconds: expireMilliseconds(intervalSeconds: run.intervalSeconds),
                document: document.bytes,
                stations: run.stationIDs.enumerated().map { row, id in
                    (RedisKeys.prediction(stationID: id), document[row])
                }
            )
        )
    }

    private func expireMilliseconds(intervalSeconds: Int) -> Int64 {
        max(1000, clock.realDuration(seconds: Double(intervalSeconds * 4)).inMilliseconds)
    }

    /// Longer than other commands may take: a large city's is tens of megabytes.
    private static let limit: Duration = .seconds(5)

    /// As a transaction and not a script: the stations' values are sent a second time, one by one, and yet are in Redis
    /// in a third of the time it takes Lua to cut them out of the document.
    private func publish(_ publication: Publication) async throws -> Bool {
        let commands = publication.commands
        let replies = try await redis.transaction(reading: publication.fenceKey, timeout: Self.limit) { live in
            publication.fence.mayReplace(live.string.flatMap(LiveFence.init)) ? commands : nil
        }
        return replies != nil
    }
}

/// What is live: kept beside the document, and expiring with the stations' keys, so that a source that starts anew is not
/// held off for ever.
private struct LiveFence {
    /// When the snapshot was observed, in milliseconds.
    let version: Int64
    let source: String

    init(version: Int64, source: String) {
        self.version = version
        self.source = source
    }

    /// Reads ``text``; nil when it is not one, which holds nobody off.
    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let version = Int64(parts[0]) else { return nil }
        self.init(version: version, source: String(parts[1]))
    }

    var text: String { "\(version) \(source)" }

    /// Only a newer one of the same source must stay.
    func mayReplace(_ live: LiveFence?) -> Bool {
        guard let live, live.source == source else { return true }
        return live.version <= version
    }
}

/// A document with everything that is written together with it.
private struct Publication {
    let fenceKey: String
    let fence: LiveFence
    let key: String
    let stream: String
    let expireMilliseconds: Int64
    let document: [UInt8]
    /// Key and value of every station.
    let stations: [(key: String, value: ArraySlice<UInt8>)]

    var commands: [RedisCommand] {
        var commands: [RedisCommand] = []
        commands.reserveCapacity(stations.count + 3)
        let expiry: [RedisArgument] = ["PX", .string(String(expireMilliseconds))]
        commands.append(RedisCommand("SET", [.string(fenceKey), .string(fence.text)], expiry))
        commands.append(RedisCommand("SET", .string(key), .bytes(document)))
        for (key, value) in stations {
            commands.append(RedisCommand("SET", arguments: [.string(key), .slice(value), expiry[0], expiry[1]]))
        }
        let fields: [RedisArgument] = ["version", .integer(Int(fence.version)), "source", .string(fence.source)]
        commands.append(RedisCommand("XADD", [.string(stream), "MAXLEN", "~", "1000", "*"], fields))
        return commands
    }
}
