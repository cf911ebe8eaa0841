import Core
import Retrieval

/// An answer as JSON.
struct AnswerJSON {
    let answer: Answer
    let clock: WallClock
    /// Whether the trace is shown; for administrators.
    let showsTrace: Bool

    var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.field("answer", answer.text)
        writer.key("citations")
        writer.beginArray()
        for citation in answer.citations { Self.write(citation, into: &writer) }
        writer.endArray()
        writer.field("route", answer.route.rawValue)
        writer.field("outcome", answer.outcome.rawValue)
        writer.field("language", answer.language.rawValue)
        writer.field("confidence", answer.confidence, decimals: 3)
        writer.field("conversation_id", answer.conversationID)
        writer.field("generated_by", answer.generatedBy)
        if let live = answer.live { write(live, into: &writer) }
        writer.key("suggestions")
        writer.beginArray()
        for suggestion in answer.suggestions { writer.string(suggestion) }
        writer.endArray()
        writer.key("related")
        writer.beginArray()
        for passage in answer.related { Self.write(passage, into: &writer) }
        writer.endArray()
        if showsTrace {
            writer.key("trace")
            TraceJSON(answer: answer).write(into: &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// One citation by itself, for the stream.
    static func bytes(_ citation: Citation) -> [UInt8] {
        var writer = JSONWriter()
        write(citation, into: &writer)
        return writer.bytes
    }

    private static func write(_ citation: Citation, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("n", citation.number)
        writer.field("kind", citation.kind.rawValue)
        writer.optional("passage_id", citation.passageID)
        writer.field("title", citation.title)
        writer.field("quote", citation.quote)
        writer.field("source", citation.source)
        writer.optional("url", citation.url)
        writer.optional("date", citation.date)
        if citation.kind == .forecast { writer.optional("model_version", citation.modelVersion) }
        writer.endObject()
    }

    private static func write(_ related: RelatedPassage, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("passage_id", related.passageID)
        writer.field("title", related.title)
        writer.field("heading", related.heading)
        writer.field("kind", related.kind)
        writer.optional("url", related.url)
        writer.endObject()
    }

    private func write(_ live: LiveFacts, into writer: inout JSONWriter) {
        writer.key("live")
        writer.beginObject()
        writer.field("place", live.place)
        writer.key("snapshot")
        live.snapshot.encode(into: &writer, clock: clock)
        if let forecast = live.forecast {
            writer.key("forecast")
            forecast.encode(into: &writer, clock: clock)
        }
        if let minutes = live.minutes { writer.field("minutes", minutes) }
        writer.key("totals")
        Self.write(live.totals, into: &writer)
        writer.key("stations")
        writer.beginArray()
        for row in live.rows { Self.write(row, into: &writer) }
        writer.endArray()
        writer.endObject()
    }

    private static func write(_ totals: LiveFacts.Totals, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("stations", totals.stations)
        writer.field("bikes", totals.bikes)
        writer.field("docks_free", totals.docksFree)
        writer.field("empty", totals.empty)
        writer.field("full", totals.full)
        writer.endObject()
    }

    private static func write(_ row: LiveFacts.Row, into writer: inout JSONWriter) {
        let status = row.status
        writer.beginObject()
        writer.field("station_id", status.station.id)
        writer.field("number", status.station.number)
        writer.field("name", status.station.name)
        writer.field("district", status.station.district)
        writer.field("lat", status.station.location?.latitude ?? .nan, decimals: 6)
        writer.field("lon", status.station.location?.longitude ?? .nan, decimals: 6)
        writer.field("bikes", status.bikes)
        writer.field("docks_free", status.docksFree)
        if let meters = row.meters { writer.field("distance_m", meters, decimals: 0) }
        if let point = row.forecast {
            writer.key("forecast")
            writer.beginObject()
            writer.field("bikes", Double(point.bikes), decimals: 2)
            writer.field("p10", Double(point.p10), decimals: 2)
            writer.field("p90", Double(point.p90), decimals: 2)
            writer.field("p_empty", Double(point.pEmpty), decimals: 4)
            writer.field("p_full", Double(point.pFull), decimals: 4)
            writer.endObject()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    /// Writes a text, or null where there is none.
    mutating func optional(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }
}
