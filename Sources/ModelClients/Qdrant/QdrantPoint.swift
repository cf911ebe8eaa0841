import Core
import Retrieval

/// A passage as Qdrant keeps it: what it is filtered by and found by, not its text, which is kept elsewhere.
struct QdrantPoint: Sendable {
    static let idField = "id"
    static let documentField = "document"
    static let kindField = "kind"
    static let languageField = "language"
    static let districtField = "district"
    static let dayField = "day"
    static let denseVector = "dense"
    static let sparseVector = "bm25"

    let passage: Passage
    let dense: [Float]
    var sparse: SparseVector?

    /// About what it takes as JSON.
    var estimatedBytes: Int { 512 + dense.count * 13 + (sparse?.indices.count ?? 0) * 22 }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("id", QdrantPointID.text(of: passage.id))
        json.key("vector")
        json.beginObject()
        json.key(Self.denseVector)
        Self.write(dense, to: &json)
        if let sparse {
            json.key(Self.sparseVector)
            Self.write(sparse, to: &json)
        }
        json.endObject()
        json.key("payload")
        writePayload(to: &json)
        json.endObject()
    }

    private func writePayload(to json: inout JSONWriter) {
        json.beginObject()
        json.field(Self.idField, passage.id)
        json.field(Self.documentField, passage.documentID)
        json.field(Self.kindField, passage.kind)
        json.field(Self.languageField, passage.language)
        if let district = passage.district { json.field(Self.districtField, district) }
        if let day = passage.date.flatMap(QdrantDay.number) { json.field(Self.dayField, day) }
        json.endObject()
    }

    static func write(_ vector: [Float], to json: inout JSONWriter) {
        json.beginArray()
        // A float of a vector of length one has no more than nine places that mean anything.
        for value in vector { json.number(Double(value), decimals: 9) }
        json.endArray()
    }

    static func write(_ vector: SparseVector, to json: inout JSONWriter) {
        json.beginObject()
        json.key("indices")
        json.beginArray()
        for index in vector.indices { json.integer(Int(index)) }
        json.endArray()
        json.key("values")
        write(vector.values, to: &json)
        json.endObject()
    }
}
