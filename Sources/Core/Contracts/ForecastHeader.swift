/// The `snapshot` object that heads every list of forecasts.
package struct ForecastHeader: Hashable, Sendable {
    package var source: String
    package var madeAt: Timestamp
    package var basedOn: Timestamp
    package var modelVersion: String
    package var intervalSeconds: Int
    package var utcOffsetSeconds: Int
    package var stationCount: Int

    package init(_ run: ForecastRun) {
        source = run.source
        madeAt = run.madeAt
        basedOn = run.basedOn
        modelVersion = run.modelVersion
        intervalSeconds = run.intervalSeconds
        utcOffsetSeconds = run.utcOffsetSeconds
        stationCount = run.stationIDs.count
    }

    /// Seconds from the snapshot the forecast was made from to `now`, never negative.
    package func ageSeconds(at now: Timestamp) -> Double { max(0, now.secondsSince(basedOn)) }

    /// Whether the forecast rests on data that are stale by `now`.
    package func isStale(at now: Timestamp) -> Bool {
        ageSeconds(at: now) > Staleness.limitSeconds(intervalSeconds: intervalSeconds)
    }

    /// Writes the object as it is stored.
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
        writer.field("made_at", ZonedTimestamp(madeAt, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("based_on", ZonedTimestamp(basedOn, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("source", source)
        writer.field("model_version", modelVersion)
        writer.field("interval_seconds", intervalSeconds)
        writer.field("stations", stationCount)
    }

    /// Reads the object; unknown fields are skipped.
    package init(_ reader: inout JSONReader) throws(JSONError) {
        let start = reader.position
        var times = TimestampTextReader()
        var source: String?
        var madeAt: ZonedTimestamp?
        var basedOn: ZonedTimestamp?
        modelVersion = ""
        intervalSeconds = 300
        stationCount = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case JSONKey("source"): source = try reader.readString()
            case JSONKey("made_at"): madeAt = try times.read(&reader)
            case JSONKey("based_on"): basedOn = try times.read(&reader)
            case JSONKey("model_version"): modelVersion = try reader.readString()
            case JSONKey("interval_seconds"): intervalSeconds = try reader.readInt()
            case JSONKey("stations"): stationCount = try reader.readInt()
            default: try reader.skipValue()
            }
        }
        guard let source, let madeAt, let basedOn, intervalSeconds > 0 else {
            throw JSONError("a forecast without source, made_at or based_on", at: start)
        }
        self.source = source
        self.madeAt = madeAt.instant
        self.basedOn = basedOn.instant
        utcOffsetSeconds = basedOn.utcOffsetSeconds
    }
}

extension ForecastHeader {
    /// Reads only the header of a ``ForecastDocument``, which comes first in it.
    package init(document bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == JSONKey("snapshot") {
                self = try ForecastHeader(&reader)
                return
            }
            try reader.skipValue()
        }
        throw JSONError("a forecast without its header", at: 0)
    }
}
