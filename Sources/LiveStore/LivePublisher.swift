package import Core
package import Redis

/// Puts documents live in Redis: all keys of one in a single atomic step, and never an older one over a newer one.
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
            fence: RedisKeys.realtimeFence,
            key: RedisKeys.realtimeSnapshot,
            stream: RedisKeys.snapshotEvents,
            version: snapshot.observedAt,
            source: snapshot.source,
            intervalSeconds: snapshot.intervalSeconds,
            document: document.encoded(),
            stationKeys: snapshot.stations.map { RedisKeys.realtime(stationID: $0.station.id) },
            stationValues: document.ranges.map { Array(document.stationsJSON[$0]) }
        )
    }

    /// Makes a forecast the current one; see ``publish(_:of:)-(SnapshotDocument,_)``.
    package func publish(_ document: ForecastDocument, of run: ForecastRun) async throws -> Bool {
        try await publish(
            fence: RedisKeys.predictionFence,
            key: RedisKeys.predictionSnapshot,
            stream: RedisKeys.predictionEvents,
            version: run.basedOn,
            source: run.source,
            intervalSeconds: run.intervalSeconds,
            document: document.encoded(),
            stationKeys: run.stationIDs.map { RedisKeys.prediction(stationID: $0) },
            stationValues: document.ranges.map { Array(document.predictionsJSON[$0]) }
        )
    }

    private func publish(
        fence: String,
        key: String,
        stream: String,
        version: Timestamp,
        source: String,
        intervalSeconds: Int,
        document: [UInt8],
        stationKeys: [String],
        stationValues: [[UInt8]]
    ) async throws -> Bool {
        let expiry = clock.realDuration(seconds: Double(intervalSeconds * 4)).inMilliseconds
        var arguments: [RedisArgument] = [
            .integer(Int(version.milliseconds)), .string(source), .integer(Int(max(1000, expiry))), .bytes(document),
        ]
        arguments.append(contentsOf: stationValues.map(RedisArgument.bytes))
        let reply = try await redis.eval(
            Self.script,
            keys: [fence, key, stream] + stationKeys,
            arguments: arguments
        )
        return reply.int == 1
    }

    /// The fence holds version and source; it expires with the stations' keys, so that a source that starts anew is not held off for ever.
    private static let script = RedisScript(
        """
        local fence = redis.call('GET', KEYS[1])
        if fence then
            local gap = string.find(fence, ' ', 1, true)
            local newer = tonumber(string.sub(fence, 1, gap - 1)) > tonumber(ARGV[1])
            if newer and string.sub(fence, gap + 1) == ARGV[2] then return 0 end
        end
        redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
        redis.call('SET', KEYS[2], ARGV[4])
        for i = 4, #KEYS do
            redis.call('SET', KEYS[i], ARGV[i + 1], 'PX', ARGV[3])
        end
        redis.call('XADD', KEYS[3], 'MAXLEN', '~', '1000', '*', 'version', ARGV[1], 'source', ARGV[2])
        return 1
        """
    )
}
