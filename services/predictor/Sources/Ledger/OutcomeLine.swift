package import Core

/// Writes the lines of `history/forecasts`:
/// `{"station_id","at","truth","docks_free","forecasts":[…],"source"}`, each forecast
/// `{"minutes","based_on","model_version","last","bikes","p10","p50","p90","p_empty","p_full"}`.
struct OutcomeLineEncoder {
    private let at: [UInt8]
    private let basedOn: [[UInt8]]
    private let modelVersions: [String]
    private let minutes: [Int]
    private let source: String

    init(_ settled: SettledTruth) {
        let offset = settled.truth.utcOffsetSeconds
        at = ZonedTimestamp(settled.truth.observedAt, utcOffsetSeconds: offset).rfc3339Bytes
        source = settled.source
        basedOn = settled.forecasts.map { ZonedTimestamp($0.run.basedOn, utcOffsetSeconds: offset).rfc3339Bytes }
        modelVersions = settled.forecasts.map(\.run.modelVersion)
        minutes = settled.forecasts.map { $0.run.horizons[$0.horizon].minutes }
    }

    func encode(stationID: String, outcomes: [(forecast: Int, outcome: ForecastOutcome)], into writer: inout JSONWriter)
    {
        guard let first = outcomes.first?.outcome else { return }
        writer.beginObject()
        writer.field("station_id", stationID)
        writer.key("at")
        writer.plainString(at)
        writer.field("truth", first.truth)
        writer.field("docks_free", first.docksFree)
        writer.key("forecasts")
        writer.beginArray()
        for (index, outcome) in outcomes {
            writer.beginObject()
            writer.field("minutes", minutes[index])
            writer.key("based_on")
            writer.plainString(basedOn[index])
            writer.field("model_version", modelVersions[index])
            writer.field("last", outcome.last)
            // As in the published forecast, so that scores computed from these lines are the original ones.
            writer.field("bikes", Double(outcome.point.bikes), decimals: HorizonForecast.countDecimals)
            writer.field("p10", Double(outcome.point.p10), decimals: HorizonForecast.countDecimals)
            writer.field("p50", Double(outcome.point.p50), decimals: HorizonForecast.countDecimals)
            writer.field("p90", Double(outcome.point.p90), decimals: HorizonForecast.countDecimals)
            writer.field("p_empty", Double(outcome.point.pEmpty), decimals: HorizonForecast.probabilityDecimals)
            writer.field("p_full", Double(outcome.point.pFull), decimals: HorizonForecast.probabilityDecimals)
            writer.endObject()
        }
        writer.endArray()
        writer.field("source", source)
        writer.endObject()
        writer.endLine()
    }
}

/// Scores the lines of one file of `history/forecasts` again.
package struct OutcomeRescorer {
    private struct Key: Hashable {
        var source = ""
        var modelVersion: String
        var basedOn: Timestamp
        var minutes: Int
        var truthAt: Timestamp
    }

    private var order: [Key] = []
    private var sums: [Key: AccuracySums] = [:]
    /// The same by station.
    private(set) var stations = StationAccuracyBuffer()

    /// Reads the lines of one truth or several; throws for lines that are no such JSON.
    init(lines: [UInt8]) throws(JSONError) {
        var reader = JSONReader(lines)
        while !reader.isAtEnd { try readLine(&reader) }
    }

    /// The scores that the lines had when they were written; throws for lines that are no such JSON.
    package static func scores(lines: [UInt8]) throws(JSONError) -> [ForecastScore] {
        try OutcomeRescorer(lines: lines).scores
    }

    /// In the order in which they were met.
    var scores: [ForecastScore] {
        order.map { key in
            ForecastScore(
                source: key.source,
                modelVersion: key.modelVersion,
                basedOn: key.basedOn,
                minutes: key.minutes,
                truthAt: key.truthAt,
                sums: sums[key] ?? AccuracySums()
            )
        }
    }

    private mutating func readLine(_ reader: inout JSONReader) throws(JSONError) {
        var at: ZonedTimestamp?
        var stationID: String?
        var truth: Int?
        var docksFree = 0
        var source = ""
        var forecasts: [(key: Key, last: Int, point: PointForecast)] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.at: at = try Self.readTime(&reader)
            case Keys.stationID: stationID = try reader.readString()
            case Keys.truth: truth = try reader.readInt()
            case Keys.docksFree: docksFree = try reader.readInt()
            case Keys.source: source = try reader.readString()
            case Keys.forecasts:
                try reader.beginArray()
                while try reader.nextElement() { forecasts.append(try Self.readForecast(&reader)) }
            default: try reader.skipValue()
            }
        }
        guard let at, let stationID, let truth else { throw JSONError("a line without at, station_id or truth", at: 0) }
        let outcomes = forecasts.map { key, last, point in
            (key, ForecastOutcome(truth: truth, docksFree: docksFree, last: last, point: point))
        }
        for (key, outcome) in outcomes {
            var key = key
            key.truthAt = at.instant
            key.source = source
            if sums[key] == nil { order.append(key) }
            sums[key, default: AccuracySums()].add(outcome)
        }
        stations.add(outcomes.map { ($0.minutes, $1) }, stationID: stationID, source: source, at: at)
    }

    private static func readForecast(
        _ reader: inout JSONReader
    ) throws(JSONError) -> (key: Key, last: Int, point: PointForecast) {
        let epoch = Timestamp(seconds: 0)
        var key = Key(modelVersion: "", basedOn: epoch, minutes: 0, truthAt: epoch)
        var last = 0
        var point = PointForecast(bikes: 0, p10: 0, p50: 0, p90: 0, pEmpty: 0, pFull: 0)
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case Keys.minutes: key.minutes = try reader.readInt()
            case Keys.basedOn: key.basedOn = try readTime(&reader).instant
            case Keys.modelVersion: key.modelVersion = try reader.readString()
            case Keys.last: last = try reader.readInt()
            case Keys.bikes: point.bikes = Float(try reader.readDouble())
            case Keys.p10: point.p10 = Float(try reader.readDouble())
            case Keys.p50: point.p50 = Float(try reader.readDouble())
            case Keys.p90: point.p90 = Float(try reader.readDouble())
            case Keys.pEmpty: point.pEmpty = Float(try reader.readDouble())
            case Keys.pFull: point.pFull = Float(try reader.readDouble())
            default: try reader.skipValue()
            }
        }
        return (key, last, point)
    }

    private static func readTime(_ reader: inout JSONReader) throws(JSONError) -> ZonedTimestamp {
        let text = try reader.readStringBytes()
        guard let time = ZonedTimestamp(rfc3339: text) else { throw JSONError("a time (RFC 3339) was expected", at: 0) }
        return time
    }

    private enum Keys {
        static let at = JSONKey("at")
        static let stationID = JSONKey("station_id")
        static let truth = JSONKey("truth")
        static let docksFree = JSONKey("docks_free")
        static let source = JSONKey("source")
        static let forecasts = JSONKey("forecasts")
        static let minutes = JSONKey("minutes")
        static let basedOn = JSONKey("based_on")
        static let modelVersion = JSONKey("model_version")
        static let last = JSONKey("last")
        static let bikes = JSONKey("bikes")
        static let p10 = JSONKey("p10")
        static let p50 = JSONKey("p50")
        static let p90 = JSONKey("p90")
        static let pEmpty = JSONKey("p_empty")
        static let pFull = JSONKey("p_full")
    }
}
