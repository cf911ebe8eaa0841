package import Core
import Retrieval

/// Vectors in a collection of a Qdrant server, over HTTP.
///
/// Keeps ids and what is filtered by, no texts. Distances are cosines. Small collections are searched exactly, large
/// ones by Qdrant's graph unless the options say otherwise.
package struct QdrantVectorStore: VectorStore, Provider {
    /// What of the collection is this project's choice.
    package struct Options: Sendable {
        /// Letters, digits, `-` and `_`.
        package var collection: String
        /// Whether points also carry a sparse vector `bm25`, weighted by how rare its words are in the collection.
        package var hasSparse: Bool
        /// Compares with every vector in place of following the graph: right to the last place, and slow on millions.
        package var isExact: Bool

        /// The graph's answers unless told otherwise.
        package init(collection: String = "ttareungi", hasSparse: Bool = false, isExact: Bool = false) {
            self.collection = collection
            self.hasSparse = hasSparse
            self.isExact = isExact
        }
    }

    package let providerName = "vector_store"
    let options: Options
    let connection: ProviderConnection
    let batches = BatchLimit(count: 256, bytes: 8 << 20)
    private let deletions = BatchLimit(count: 1_000, bytes: 1 << 20)

    /// Checks the settings; asks nobody.
    package init(
        url: String,
        key: Secret? = nil,
        options: Options = Options(),
        setting: String = "VECTOR_STORE_URL",
        link: ProviderLink
    ) throws {
        let isNameGood = options.collection.utf8.allSatisfy { byte in
            Character(Unicode.Scalar(byte)).isNamePart
        }
        guard isNameGood, (1...200).contains(options.collection.utf8.count) else {
            throw ProviderError(.misconfigured, "\(setting): a collection's name has letters, digits, - and _ only")
        }
        connection = try ProviderConnection(
            name: providerName,
            url: url,
            setting: setting,
            key: key,
            style: .apiKey,
            link: link
        )
        self.options = options
    }

    package var status: ProviderStatus { connection.health.status }

    /// Asks whether the collection is there; either answer will do.
    package func check() async throws {
        _ = try await exists()
    }

    package func prepare(dimensions: Int) async throws {
        if try await !exists() { try await create(dimensions: dimensions) }
        let found = try await connection.call(ProviderCall("GET", path())) { reader in try QdrantCollection(&reader) }
        try check(found, dimensions: dimensions)
        for (field, type) in Self.indexes where !found.indexedFields.contains(field) {
            try await createIndex(field, type: type)
        }
    }

    package func count() async throws -> Int {
        let call = ProviderCall("POST", path("/points/count"), body: Array(#"{"exact":true}"#.utf8))
        return try await connection.call(call) { reader in try QdrantAnswer.count(&reader) }
    }

    package func remove(_ passageIDs: [String]) async throws {
        _ = try await deletions.run(passageIDs, bytes: { _ in 40 }) { batch throws(ProviderError) in
            var body = JSONWriter(capacity: batch.count * 40)
            body.beginObject()
            body.key("points")
            body.beginArray()
            for id in batch { body.string(QdrantPointID.text(of: id)) }
            body.endArray()
            body.endObject()
            let call = ProviderCall("POST", path("/points/delete?wait=true"), body: body.bytes)
            try await connection.call(call) { reader in try QdrantAnswer.change(&reader) }
            return batch
        }
    }

    /// The collection's path, or one below it.
    func path(_ below: String = "") -> String {
        "collections/\(options.collection)\(below)"
    }

    private static let indexes = [
        (QdrantPoint.kindField, "keyword"), (QdrantPoint.languageField, "keyword"),
        (QdrantPoint.districtField, "keyword"), (QdrantPoint.dayField, "integer"),
    ]

    private func exists() async throws(ProviderError) -> Bool {
        try await connection.call(ProviderCall("GET", path("/exists"))) { reader in try QdrantAnswer.exists(&reader) }
    }

    private func create(dimensions: Int) async throws(ProviderError) {
        var body = #"{"vectors":{"\#(QdrantPoint.denseVector)":{"size":\#(dimensions),"distance":"Cosine"}}"#
        if options.hasSparse { body += #","sparse_vectors":{"\#(QdrantPoint.sparseVector)":{"modifier":"idf"}}"# }
        body += "}"
        do {
            try await connection.call(ProviderCall("PUT", path(), body: Array(body.utf8))) { _ in }
        } catch {
            // Another replica, or the first attempt of this call, may have made it; what it is like is looked at next.
            guard error.code == .invalidRequest, try await exists() else { throw error }
        }
    }

    private func createIndex(_ field: String, type: String) async throws(ProviderError) {
        let body = #"{"field_name":"\#(field)","field_schema":"\#(type)"}"#
        let call = ProviderCall("PUT", path("/index?wait=true"), body: Array(body.utf8))
        try await connection.call(call) { _ in }
    }

    private func check(_ found: QdrantCollection, dimensions: Int) throws(ProviderError) {
        let reason: String
        if found.size == nil {
            reason = "has no vector called \(QdrantPoint.denseVector)"
        } else if found.size != dimensions {
            reason = "holds vectors of \(found.size ?? 0) numbers, the embedder makes \(dimensions)"
        } else if found.distance != "Cosine" {
            reason = "measures \(ProviderAnswer.printable(found.distance)) distance, not Cosine"
        } else if options.hasSparse, !found.hasSparse {
            reason = "has no sparse vector called \(QdrantPoint.sparseVector)"
        } else {
            return
        }
        throw ProviderError(
            .misconfigured,
            "\(connection.name): the collection \(options.collection) \(reason); use another or delete it"
        )
    }
}

extension Character {
    fileprivate var isNamePart: Bool {
        isASCII && (isLetter || isNumber) || self == "-" || self == "_"
    }
}
