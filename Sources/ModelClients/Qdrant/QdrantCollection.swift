import Core

/// What Qdrant says about a collection, as far as it matters here.
struct QdrantCollection: Sendable {
    /// Size of the dense vector; nil when there is none of that name.
    var size: Int?
    var distance = ""
    var hasSparse = false
    /// Payload fields with an index.
    var indexedFields: Set<String> = []

    /// Reads the answer of `GET /collections/{name}`.
    init(_ reader: inout JSONReader) throws(JSONError) {
        try Self.entries(of: &reader) { reader, key throws(JSONError) in
            guard key == "result" else { return try reader.skipValue() }
            try Self.entries(of: &reader) { reader, key throws(JSONError) in
                switch key {
                case "config": try readConfig(&reader)
                case "payload_schema":
                    try Self.entries(of: &reader) { reader, field throws(JSONError) in
                        indexedFields.insert(field)
                        try reader.skipValue()
                    }
                default: try reader.skipValue()
                }
            }
        }
    }

    private mutating func readConfig(_ reader: inout JSONReader) throws(JSONError) {
        try Self.entries(of: &reader) { reader, key throws(JSONError) in
            guard key == "params" else { return try reader.skipValue() }
            try Self.entries(of: &reader) { reader, key throws(JSONError) in
                switch key {
                case "vectors": try readVectors(&reader)
                case "sparse_vectors":
                    try Self.entries(of: &reader) { reader, name throws(JSONError) in
                        if name == QdrantPoint.sparseVector { hasSparse = true }
                        try reader.skipValue()
                    }
                default: try reader.skipValue()
                }
            }
        }
    }

    /// By name; a collection with one vector without a name has numbers and texts here, which are none of ours.
    private mutating func readVectors(_ reader: inout JSONReader) throws(JSONError) {
        try Self.entries(of: &reader) { reader, name throws(JSONError) in
            guard name == QdrantPoint.denseVector else { return try reader.skipValue() }
            try Self.entries(of: &reader) { reader, key throws(JSONError) in
                switch key {
                case "size": size = try reader.readInt()
                case "distance": distance = try reader.readString()
                default: try reader.skipValue()
                }
            }
        }
    }

    /// The entries of an object; of null none.
    private static func entries(
        of reader: inout JSONReader,
        _ read: (inout JSONReader, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard try !reader.readNull() else { return }
        try reader.beginObject()
        while let key = try reader.nextKeyText() { try read(&reader, key) }
    }
}
