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
            listBytes: document.stationsJSON.count,
            stationKeys: snapshot.stations.map { RedisKeys.realtime(stationID: $0.station.id) },
            ranges: document.ranges
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
            listBytes: document.predictionsJSON.count,
            stationKeys: run.stationIDs.map { RedisKeys.prediction(stationID: $0) },
            ranges: document.ranges
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
        listBytes: Int,
        stationKeys: [String],
        ranges: [Range<Int>]
    ) async throws -> Bool {
        let expiry = clock.realDuration(seconds: Double(intervalSeconds * 4)).inMilliseconds
        // The list is the document's last value: one brace follows it.
        let listStart = document.count - 1 - listBytes
        let places = ranges.map { "\(listStart + $0.lowerBound + 1) \(listStart + $0.upperBound)" }
        let reply = try await redis.eval(
            Self.script,
            keys: [fence, key, stream] + stationKeys,
            arguments: [
                .integer(Int(version.milliseconds)), .string(source), .integer(Int(max(1000, expiry))),
                .bytes(document), .string(places.joined(separator: ";")),
            ]
        )
        return reply.int == 1
    }

    /// Each station's value is cut out of the document, at the places that ARGV[5] lists (first and last byte, counted
    /// from 1), so that nothing is sent twice.
    ///
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
        local i = 4
        for first, last in string.gmatch(ARGV[5], '(%d+) (%d+)') do
            redis.call('SET', KEYS[i], string.sub(ARGV[4], first, last), 'PX', ARGV[3])
            i = i + 1
        end
        redis.call('XADD', KEYS[3], 'MAXLEN', '~', '1000', '*', 'version', ARGV[1], 'source', ARGV[2])
        return 1
        """
    )
}
