import Retrieval

/// Asks an embedder for the vectors of passages and checks what it answers.
struct PassageEmbedding {
    let embedder: any Embedder

    func vectors(_ passages: [Passage]) async throws -> [StoredVector] {
        let vectors = try await embedder.embed(passages.map(\.textForEmbedding), as: .passage)
        let dimensions = embedder.dimensions
        guard vectors.count == passages.count, vectors.allSatisfy({ $0.count == dimensions }) else {
            throw EmbeddingShapeError(embedder: embedder.name, dimensions: dimensions)
        }
        return zip(passages, vectors).map { passage, vector in
            StoredVector(embedder: embedder.name, textHash: passage.embeddingHash, vector: vector)
        }
    }
}

/// An embedder that gives too few vectors, or vectors of another length.
struct EmbeddingShapeError: Error, CustomStringConvertible {
    let embedder: String
    let dimensions: Int

    var description: String { "\(embedder) did not give one vector of \(dimensions) numbers for each text" }
}
