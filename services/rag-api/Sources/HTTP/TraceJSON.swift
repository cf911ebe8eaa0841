import Core
import Retrieval

/// The steps of an answer as JSON, for administrators.
struct TraceJSON {
    let answer: Answer

    func write(into writer: inout JSONWriter) {
        let trace = answer.trace
        writer.beginObject()
        if let routed = trace.route { write(routed, into: &writer) }
        // The route's own search; where it has none, what the guide was asked for.
        write(trace.search ?? trace.guide, into: &writer)
        if let guide = trace.guide {
            writer.key("guide")
            writer.beginObject()
            write(guide, into: &writer)
            writer.endObject()
        }
        writer.key("notes")
        writer.beginArray()
        for note in trace.notes { writer.string(note) }
        writer.endArray()
        writer.key("timings")
        writer.beginArray()
        for timing in trace.timings {
            writer.beginObject()
            writer.field("step", timing.step)
            writer.field("microseconds", timing.microseconds)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ finding: PassageFinding?, into writer: inout JSONWriter) {
        writer.optional("searched_text", finding?.searchedText)
        write(finding?.filter ?? PassageFilter(), into: &writer)
        if let finding { Self.write(finding.retrieval.trace, into: &writer) }
        Self.write("found", finding?.found ?? [], into: &writer)
        guard let finding else { return }
        writer.key("evidence")
        writer.beginObject()
        for (name, value) in finding.evidence.named { writer.field(name, value, decimals: 4) }
        writer.field("verdict", finding.verdict.reason)
        writer.endObject()
    }

    private func write(_ routed: RoutedQuestion, into writer: inout JSONWriter) {
        writer.key("route")
        writer.beginObject()
        writer.field("route", routed.route.rawValue)
        writer.field("decided_by", routed.decidedBy)
        writer.field("sure", routed.isSure)
        writer.optional("place", routed.place)
        writer.field("want", routed.want.rawValue)
        writer.optional("time", routed.time.map { "\($0)" })
        writer.key("signs")
        writer.beginArray()
        for sign in routed.signs { writer.string(sign) }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ filter: PassageFilter, into writer: inout JSONWriter) {
        writer.key("filter")
        writer.beginObject()
        for (name, values) in [
            ("kinds", filter.kinds), ("languages", filter.languages), ("districts", filter.districts),
        ] where !values.isEmpty {
            writer.key(name)
            writer.beginArray()
            for value in values.sorted() { writer.string(value) }
            writer.endArray()
        }
        if let since = filter.since { writer.field("since", since) }
        if let until = filter.until { writer.field("until", until) }
        writer.endObject()
    }

    /// The variants and steps of a search.
    static func write(_ trace: RetrievalTrace, into writer: inout JSONWriter) {
        writer.key("variants")
        writer.beginArray()
        for variant in trace.variants {
            writer.beginObject()
            writer.field("text", variant.text)
            writer.field("weight", Double(variant.weight), decimals: 3)
            writer.field("origin", variant.origin)
            writer.endObject()
        }
        writer.endArray()
        writer.key("steps")
        writer.beginArray()
        for step in trace.steps {
            writer.beginObject()
            writer.field("name", step.name)
            writer.field("microseconds", step.microseconds)
            write("hits", step.hits, into: &writer)
            // Notes are the search's own phrases; they stand as pairs, since their names may be anything.
            writer.key("notes")
            writer.beginArray()
            for (name, note) in step.notes.sorted(by: { $0.key < $1.key }) { writer.string("\(name): \(note)") }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ name: String, _ hits: [ScoredID], into writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for hit in hits {
            writer.beginObject()
            writer.field("passage_id", hit.id)
            writer.field("score", Double(hit.score), decimals: 5)
            writer.endObject()
        }
        writer.endArray()
    }
}
