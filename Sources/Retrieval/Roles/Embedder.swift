/// Turns texts into vectors whose closeness is closeness in meaning.
package protocol Embedder: Sendable {
    /// Name and version: vectors of another name are never compared with its own.
    var name: String { get }
    /// Numbers a vector.
    var dimensions: Int { get }
    /// One vector of length one for each of `texts`, in their order.
    func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]]
}

/// What a text is embedded for: some models prefix questions and passages differently.
package enum EmbeddingUse: String, Sendable {
    case query
    case passage
}
