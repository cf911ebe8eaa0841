package import Retrieval

/// Keeps documents and their passages. A new version of a document is visible whole or not at all.
package protocol DocumentRepository: Sendable {
    /// Fingerprint and origin of those of `ids` that are there.
    func known(_ ids: [String]) async throws -> [String: KnownDocument]
    /// Writes a batch. Documents with the fingerprint that is stored cost nothing.
    func write(_ batch: DocumentBatch) async throws -> BatchOutcome
    /// Removes documents whatever their origin; returns the ids that were there.
    func remove(_ ids: [String]) async throws -> [String]
    /// A page of documents, by id.
    func list(_ query: DocumentQuery) async throws -> DocumentPage
    /// One document with its passages; nil when there is none.
    func document(_ id: String) async throws -> StoredDocumentContent?
    /// How much there is, for status pages.
    func counts() async throws -> DocumentCounts
    /// Ids and paths of the documents of `origin`, by id, `limit` of them behind `after`.
    func paths(origin: String, after: String?, limit: Int) async throws -> [(id: String, path: String)]
    /// What changed since `cursor`: whole documents of about `limit` passages in all; with the vectors of `embedder`.
    func changes(since cursor: PassageCursor, vectorsOf embedder: String?, limit: Int) async throws -> PassageChanges
    /// The vectors of `embedder` that are there for texts.
    func vectors(of embedder: String, textHashes: [[UInt8]]) async throws -> [[UInt8]: [Float]]
    /// Passages without a vector of `embedder`, `limit` of them, behind the passage `after` in the store's own order.
    func passages(without embedder: String, after: PassagePosition?, limit: Int) async throws
        -> [(position: PassagePosition, passage: Passage)]
    /// Adds vectors and shows the documents whose passages have them as changed.
    func add(_ vectors: [StoredVector]) async throws
    /// A value kept by ``DocumentBatch/notes``.
    func note(_ name: String) async throws -> String?
}

/// What is to be known about a document before it is written again.
package struct KnownDocument: Sendable, Equatable {
    package var fingerprint: [UInt8]
    package var origin: String
    package var state: StoredDocument.State
}

/// Where a passage stands in the store's own order.
package struct PassagePosition: Sendable, Equatable {
    package var content: Int
    package var ordinal: Int
}
