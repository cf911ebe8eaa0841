/// The `snapshot` object that heads every list of stations: where the data come from and how old they are.
package struct SnapshotHeader: Hashable, Sendable {
    package var source: String
    package var observedAt: Timestamp
    package var collectedAt: Timestamp
    package var intervalSeconds: Int
    package var utcOffsetSeconds: Int
    /// Stations in the whole snapshot, filtered or not.
    package var stationCount: Int

    package init(_ snapshot: Snapshot) {
        source = snapshot.source
        observedAt = snapshot.observedAt
        collectedAt = snapshot.collectedAt
        intervalSeconds = snapshot.intervalSeconds
        utcOffsetSeconds = snapshot.utcOffsetSeconds
        stationCount = snapshot.stations.count
    }

    init(source: String, observedAt: ZonedTimestamp, collectedAt: ZonedTimestamp, intervalSeconds: Int, stations: Int) {
        self.source = source
        self.observedAt = observedAt.instant
        self.collectedAt = collectedAt.instant
        self.intervalSeconds = intervalSeconds
        utcOffsetSeconds = observedAt.utcOffsetSeconds
        stationCount = stations
    }

    /// Seconds from the observation to `now`, never negative.
    package func ageSeconds(at now: Timestamp) -> Double { max(0, now.secondsSince(observedAt)) }

    /// Whether at least one poll was missed by `now`.
    package func isStale(at now: Timestamp) -> Bool {
        ageSeconds(at: now) > Staleness.limitSeconds(intervalSeconds: intervalSeconds)
    }

    /// Writes the object as it is stored, without what depends on the time of reading.
    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        encodeFields(into: &writer)
        writer.endObject()
    }

    /// Writes the object as it is answered, with age, staleness and the clock when that is not the real one.
    package func encode(into writer: inout JSONWriter, clock: WallClock) {
        let now = clock.now()
        writer.beginObject()
        encodeFields(into: &writer)
        writer.field("age_seconds", ageSeconds(at: now), decimals: 0)
        writer.field("stale", isStale(at: now))
        clock.encodeField(into: &writer, now: now, utcOffsetSeconds: utcOffsetSeconds)
        writer.endObject()
    }

    private func encodeFields(into writer: inout JSONWriter) {
        writer.field("observed_at", ZonedTimestamp(observedAt, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("collected_at", ZonedTimestamp(collectedAt, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("source", source)
        writer.field("interval_seconds", intervalSeconds)
        writer.field("stations", stationCount)
    }

    /// Reads the object; unknown fields are skipped.
    package init(_ reader: inout JSONReader) throws(JSONError) {
        let start = reader.position
        var times = TimestampTextReader()
        var source: String?
        var observedAt: ZonedTimestamp?
        var collectedAt: ZonedTimestamp?
        var interval = 300
        var stations = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.source: source = try reader.readString()
            case Keys.observedAt: observedAt = try times.read(&reader)
            case Keys.collectedAt: collectedAt = try times.read(&reader)
            case Keys.interval: interval = try reader.readInt()
            case Keys.stations: stations = try reader.readInt()
            default: try reader.skipValue()
            }
        }
        guard let source, let observedAt, interval > 0 else {
            throw JSONError("a snapshot without source or observed_at", at: start)
        }
        self.init(
            source: source,
            observedAt: observedAt,
            collectedAt: collectedAt ?? observedAt,
            intervalSeconds: interval,
            stations: stations
        )
    }

    private enum Keys {
        static let source = JSONKey("source")
        static let observedAt = JSONKey("observed_at")
        static let collectedAt = JSONKey("collected_at")
        static let interval = JSONKey("interval_seconds")
        static let stations = JSONKey("stations")
    }
}

extension WallClock {
    /// Writes the field `clock` ({now, speed}) into an object when this is not the real clock; else nothing.
    package func encodeField(into writer: inout JSONWriter, now: Timestamp, utcOffsetSeconds: Int) {
        guard !isReal else { return }
        writer.key("clock")
        writer.beginObject()
        writer.field("now", ZonedTimestamp(now, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("speed", speed, decimals: 3)
        writer.endObject()
    }
}
