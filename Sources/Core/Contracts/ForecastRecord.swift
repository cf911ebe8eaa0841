/// Which parts of a station's forecast an answer holds.
package struct ForecastFields: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let madeAt = ForecastFields(rawValue: 1 << 0)
    package static let basedOn = ForecastFields(rawValue: 1 << 1)
    package static let modelVersion = ForecastFields(rawValue: 1 << 2)
    package static let horizons = ForecastFields(rawValue: 1 << 3)
    package static let all: ForecastFields = [.madeAt, .basedOn, .modelVersion, .horizons]

    /// Every field with its name on the wire.
    package static let names: [(field: ForecastFields, name: String)] = [
        (.madeAt, "made_at"), (.basedOn, "based_on"), (.modelVersion, "model_version"), (.horizons, "horizons"),
    ]

    /// The fields of a comma-separated list; `station_id` is always there. Throws the name it does not know.
    package init(list: String) throws(UnknownFieldError) {
        var fields: ForecastFields = []
        for name in list.split(separator: ",") where name != "station_id" {
            guard let entry = ForecastFields.names.first(where: { $0.name == name }) else {
                throw UnknownFieldError(name: String(name), known: ["station_id"] + ForecastFields.names.map(\.name))
            }
            fields.insert(entry.field)
        }
        self = fields
    }
}

/// The keys of a horizon's numbers, made ready once.
private struct PointKeys {
    let bikes = JSONFieldName("bikes")
    let p10 = JSONFieldName("p10")
    let p50 = JSONFieldName("p50")
    let p90 = JSONFieldName("p90")
    let pEmpty = JSONFieldName("p_empty")
    let pFull = JSONFieldName("p_full")
}

/// Writes the JSON object of one station's forecast: the value of `prediction:station:{id}`, an element of `/api/predictions`.
package struct ForecastRecordEncoder {
    private let run: ForecastRun
    private let fields: ForecastFields
    private let horizons: [Int]
    /// What stands in every station's object behind its id: a forecast has thousands of them.
    private let common: [UInt8]
    /// What opens each horizon's object: its minutes and its time.
    private let openings: [[UInt8]]
    private let keys = PointKeys()

    /// Prepares to write forecasts of `run`, of the horizons at `minutes` only when that is given.
    package init(run: ForecastRun, fields: ForecastFields = .all, minutes: Set<Int>? = nil) {
        self.run = run
        self.fields = fields
        horizons = run.horizons.indices.filter { index in
            minutes.map { $0.contains(run.horizons[index].minutes) } ?? true
        }
        let offset = run.utcOffsetSeconds
        common = JSONWriter.fields { writer in
            if fields.contains(.madeAt) {
                writer.field("made_at", ZonedTimestamp(run.madeAt, utcOffsetSeconds: offset))
            }
            if fields.contains(.basedOn) {
                writer.field("based_on", ZonedTimestamp(run.basedOn, utcOffsetSeconds: offset))
            }
            if fields.contains(.modelVersion) { writer.field("model_version", run.modelVersion) }
        }
        openings = run.horizons.map { horizon in
            let instant = run.basedOn.advanced(bySeconds: Int64(horizon.minutes * 60))
            return JSONWriter.fields { writer in
                writer.field("minutes", horizon.minutes)
                writer.field("at", ZonedTimestamp(instant, utcOffsetSeconds: offset))
            }
        }
    }

    /// Writes the object of the station in `row`.
    package func encode(row: Int, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("station_id", run.stationIDs[row])
        if !common.isEmpty { writer.raw(common) }
        if fields.contains(.horizons) { encodeHorizons(row: row, into: &writer) }
        writer.endObject()
    }

    private func encodeHorizons(row: Int, into writer: inout JSONWriter) {
        writer.key("horizons")
        writer.beginArray()
        for index in horizons {
            let horizon = run.horizons[index]
            let (counts, probabilities) = (HorizonForecast.countDecimals, HorizonForecast.probabilityDecimals)
            writer.beginObject()
            writer.raw(openings[index])
            writer.field(keys.bikes, Double(horizon.bikes[row]), decimals: counts)
            writer.field(keys.p10, Double(horizon.p10[row]), decimals: counts)
            writer.field(keys.p50, Double(horizon.p50[row]), decimals: counts)
            writer.field(keys.p90, Double(horizon.p90[row]), decimals: counts)
            writer.field(keys.pEmpty, Double(horizon.pEmpty[row]), decimals: probabilities)
            writer.field(keys.pFull, Double(horizon.pFull[row]), decimals: probabilities)
            writer.endObject()
        }
        writer.endArray()
    }
}

/// Reads one station's forecast object: its id and its values by horizon.
struct ForecastRecordDecoder {
    func decode(_ reader: inout JSONReader) throws(JSONError) -> (
        id: String, points: [(minutes: Int, point: PointForecast)]
    ) {
        let start = reader.position
        var id: String?
        var points: [(minutes: Int, point: PointForecast)] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.stationID: id = try reader.readString()
            case Keys.horizons:
                try reader.beginArray()
                while try reader.nextElement() { points.append(try decodePoint(&reader)) }
            default: try reader.skipValue()
            }
        }
        guard let id else { throw JSONError("a forecast without station_id", at: start) }
        return (id, points)
    }

    private func decodePoint(_ reader: inout JSONReader) throws(JSONError) -> (minutes: Int, point: PointForecast) {
        let start = reader.position
        var minutes: Int?
        var point = PointForecast(bikes: 0, p10: 0, p50: 0, p90: 0, pEmpty: 0, pFull: 0)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.minutes: minutes = try reader.readInt()
            case Keys.bikes: point.bikes = Float(try reader.readDouble())
            case Keys.p10: point.p10 = Float(try reader.readDouble())
            case Keys.p50: point.p50 = Float(try reader.readDouble())
            case Keys.p90: point.p90 = Float(try reader.readDouble())
            case Keys.pEmpty: point.pEmpty = Float(try reader.readDouble())
            case Keys.pFull: point.pFull = Float(try reader.readDouble())
            default: try reader.skipValue()
            }
        }
        guard let minutes else { throw JSONError("a horizon without minutes", at: start) }
        return (minutes, point)
    }

    private enum Keys {
        static let stationID = JSONKey("station_id")
        static let horizons = JSONKey("horizons")
        static let minutes = JSONKey("minutes")
        static let bikes = JSONKey("bikes")
        static let p10 = JSONKey("p10")
        static let p50 = JSONKey("p50")
        static let p90 = JSONKey("p90")
        static let pEmpty = JSONKey("p_empty")
        static let pFull = JSONKey("p_full")
    }
}
