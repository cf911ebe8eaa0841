package import Retrieval

/// How far a reader has followed a store. Begin with `start`; keep what ``PassageChanges`` gives back.
package struct PassageCursor: Sendable, Equatable {
    /// The store the other two belong to; empty before the first page.
    package var identity: String
    /// Everything up to this revision has been read.
    package var revision: Int
    /// The revision of the store when the reading began: what was removed up to then was never read.
    package var base: Int

    /// Nothing read yet.
    package static let start = PassageCursor(identity: "", revision: 0, base: 0)

    /// A place that was kept, e.g. in a saved index.
    package init(identity: String, revision: Int, base: Int) {
        self.identity = identity
        self.revision = revision
        self.base = base
    }
}

/// What changed in a store since a cursor, one page of it.
package struct PassageChanges: Sendable {
    /// Everything known has to be thrown away first: the reader comes from another store, or was away for too long.
    package var isReset: Bool
    /// New passages, and changed ones, which replace those of the same id. Documents are whole.
    package var added: [Passage]
    /// With vectors asked for: one for each of `added`, nil where there is none yet. Else empty.
    package var vectors: [[Float]?]
    /// Ids of passages that are no more; none of them is among `added`.
    package var removed: [String]
    /// Where to go on.
    package var cursor: PassageCursor
    /// Whether the next page has something already.
    package var hasMore: Bool
}
