import Core
import Documents
import Retrieval

/// Documents of the repository as JSON.
enum DocumentJSON {
    static func list(_ page: DocumentPage) -> [UInt8] {
        var writer = JSONWriter(capacity: 256 * (page.documents.count + 1))
        writer.beginObject()
        writer.key("documents")
        writer.beginArray()
        for document in page.documents {
            writer.beginObject()
            write(document, into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.optional("next", page.next)
        writer.endObject()
        return writer.bytes
    }

    static func document(_ content: StoredDocumentContent) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        write(content.document, into: &writer)
        writer.key("passages")
        writer.beginArray()
        for passage in content.passages {
            writer.beginObject()
            writer.field("passage_id", passage.id)
            writer.field("heading", passage.heading)
            writer.field("text", passage.text)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// What became of a document that was sent.
    static func stored(_ id: String, _ report: IndexReport) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("id", id)
        writer.field("result", report.added > 0 ? "added" : report.changed > 0 ? "changed" : "unchanged")
        writer.field("passages", report.passages)
        writer.field("without_vectors", report.withoutVectors)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ document: StoredDocument, into writer: inout JSONWriter) {
        let fields = document.fields
        writer.field("id", fields.id)
        writer.field("title", fields.title)
        writer.field("kind", fields.kind)
        writer.field("topic", fields.topic)
        writer.field("language", fields.language)
        writer.optional("district", fields.district)
        writer.optional("date", fields.date)
        writer.field("source", fields.source)
        writer.optional("url", fields.sourceURL)
        writer.field("origin", document.origin)
        writer.field("version", document.version)
        writer.field("state", document.state.rawValue)
        writer.field("passage_count", document.passageCount)
        writer.field("updated_at", ZonedTimestamp(document.updatedAt, utcOffsetSeconds: 0))
    }
}
