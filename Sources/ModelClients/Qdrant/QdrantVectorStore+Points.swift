import Core
package import Retrieval

extension QdrantVectorStore {
    package func put(_ passages: [Passage], vectors: [[Float]]) async throws {
        try await put(passages, vectors: vectors, sparse: [])
    }

    /// Like ``put(_:vectors:)``, with a sparse vector for each passage where the collection has them.
    package func put(_ passages: [Passage], vectors: [[Float]], sparse: [SparseVector]) async throws {
        guard passages.count == vectors.count, sparse.isEmpty || sparse.count == passages.count else {
            throw ProviderError(.invalidRequest, "\(connection.name): as many vectors as passages are wanted")
        }
        guard vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw ProviderError(.invalidRequest, "\(connection.name): a vector has a number that is not finite")
        }
        // Made into JSON batch by batch: all at once would take several times the vectors' own memory.
        let bytes = { index in point(index, passages, vectors, sparse).estimatedBytes }
        _ = try await batches.run(Array(passages.indices), bytes: bytes) { batch throws(ProviderError) in
            var body = JSONWriter(capacity: 64 << 10)
            body.beginObject()
            body.key("points")
            body.beginArray()
            for index in batch { point(index, passages, vectors, sparse).write(to: &body) }
            body.endArray()
            body.endObject()
            let call = ProviderCall("PUT", path("/points?wait=true"), body: body.bytes)
            try await connection.call(call) { reader in try QdrantAnswer.change(&reader) }
            return batch
        }
    }

    package func nearest(to vector: [Float], filter: PassageFilter, limit: Int) async throws -> [ScoredID] {
        try await nearest(to: [vector], filter: filter, limit: limit).first ?? []
    }

    /// One list for each of `vectors`, in a single round trip: a question and its variants.
    package func nearest(
        to vectors: [[Float]],
        filter: PassageFilter,
        limit: Int
    ) async throws -> [[ScoredID]] {
        try await search(vectors.count, using: QdrantPoint.denseVector, filter, limit) { index, json in
            QdrantPoint.write(vectors[index], to: &json)
        }
    }

    /// The passages whose sparse vectors have the largest product with `vector`, best first.
    package func nearest(to vector: SparseVector, filter: PassageFilter, limit: Int) async throws -> [ScoredID] {
        try await search(1, using: QdrantPoint.sparseVector, filter, limit) { _, json in
            QdrantPoint.write(vector, to: &json)
        }.first ?? []
    }

    private func search(
        _ count: Int,
        using vector: String,
        _ filter: PassageFilter,
        _ limit: Int,
        writeQuery: (Int, inout JSONWriter) -> Void
    ) async throws(ProviderError) -> [[ScoredID]] {
        guard count > 0, limit > 0 else { return [[ScoredID]](repeating: [], count: count) }
        let filter = try QdrantFilter(filter)
        var body = JSONWriter(capacity: 16 << 10)
        body.beginObject()
        body.key("searches")
        body.beginArray()
        for index in 0..<count {
            body.beginObject()
            body.key("query")
            writeQuery(index, &body)
            body.field("using", vector)
            body.field("limit", limit)
            filter.writeField(to: &body)
            body.key("with_payload")
            body.raw(#"["\#(QdrantPoint.idField)"]"#.utf8)
            if options.isExact, vector == QdrantPoint.denseVector {
                body.key("params")
                body.raw(#"{"exact":true}"#.utf8)
            }
            body.endObject()
        }
        body.endArray()
        body.endObject()
        let call = ProviderCall("POST", path("/points/query/batch"), body: body.bytes)
        return try await connection.call(call) { reader in try QdrantAnswer.hits(&reader, count: count) }
    }

    private func point(
        _ index: Int,
        _ passages: [Passage],
        _ vectors: [[Float]],
        _ sparse: [SparseVector]
    ) -> QdrantPoint {
        QdrantPoint(
            passage: passages[index],
            dense: vectors[index],
            sparse: sparse.isEmpty ? nil : sparse[index]
        )
    }
}
