import Core
import Retrieval

/// A ``PassageFilter`` in Qdrant's words: it lets through what `allows` does.
struct QdrantFilter: Sendable {
    private let filter: PassageFilter
    private let since: Int?
    private let until: Int?

    /// Throws for days that are none: a text that sorts somewhere has no number that sorts there.
    init(_ filter: PassageFilter) throws(ProviderError) {
        self.filter = filter
        since = try Self.day(filter.since)
        until = try Self.day(filter.until)
    }

    /// Writes the field `filter` of a search; nothing where everything passes.
    func writeField(to json: inout JSONWriter) {
        guard !filter.isEmpty else { return }
        json.key("filter")
        json.beginObject()
        json.key("must")
        json.beginArray()
        if !filter.kinds.isEmpty { Self.writeMatch(QdrantPoint.kindField, filter.kinds, to: &json) }
        if !filter.languages.isEmpty { Self.writeMatch(QdrantPoint.languageField, filter.languages, to: &json) }
        if !filter.districts.isEmpty { writeDistricts(to: &json) }
        if since != nil || until != nil { writeDays(to: &json) }
        json.endArray()
        json.endObject()
    }

    /// One of the districts, or none: passages without one hold everywhere.
    private func writeDistricts(to json: inout JSONWriter) {
        json.beginObject()
        json.key("should")
        json.beginArray()
        Self.writeMatch(QdrantPoint.districtField, filter.districts, to: &json)
        json.beginObject()
        json.key("is_empty")
        json.beginObject()
        json.field("key", QdrantPoint.districtField)
        json.endObject()
        json.endObject()
        json.endArray()
        json.endObject()
    }

    /// A range lets nothing through that has no day, as the filter wants it.
    private func writeDays(to json: inout JSONWriter) {
        json.beginObject()
        json.field("key", QdrantPoint.dayField)
        json.key("range")
        json.beginObject()
        if let since { json.field("gte", since) }
        if let until { json.field("lte", until) }
        json.endObject()
        json.endObject()
    }

    private static func writeMatch(_ field: String, _ values: Set<String>, to json: inout JSONWriter) {
        json.beginObject()
        json.field("key", field)
        json.key("match")
        json.beginObject()
        json.key("any")
        json.beginArray()
        for value in values.sorted() { json.string(value) }
        json.endArray()
        json.endObject()
        json.endObject()
    }

    private static func day(_ text: String?) throws(ProviderError) -> Int? {
        guard let text else { return nil }
        guard let day = QdrantDay.number(text) else {
            throw ProviderError(.invalidRequest, "a filter's day has to be written like 2024-11-20")
        }
        return day
    }
}
