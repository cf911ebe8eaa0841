package import Core
package import Retrieval

/// A document as the store shows it.
package struct StoredDocument: Sendable, Equatable {
    /// Whether everything that belongs to a document is there.
    package enum State: String, Sendable {
        case ready
        /// The embedder failed: its passages are found by their words until ``DocumentIndexer/embedMissing(limit:)`` ran.
        case withoutVectors = "without_vectors"
    }

    /// Keywords stand with the passages.
    package var fields: DocumentFields
    /// Who brought it, e.g. `corpus`, `api`, `board`; only the same origin may replace or sweep it.
    package var origin: String
    /// The file it came from as seen from its folder; empty where there is none.
    package var path: String
    /// Counts from 1 with each change.
    package var version: Int
    package var fingerprint: [UInt8]
    package var state: State
    package var passageCount: Int
    /// The revision of the store with which this version became visible.
    package var revision: Int
    package var updatedAt: Timestamp
}

/// A document with its passages.
package struct StoredDocumentContent: Sendable {
    package var document: StoredDocument
    package var passages: [Passage]
}
