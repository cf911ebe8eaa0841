/// Which documents a list shows, by id.
package struct DocumentQuery: Sendable {
    package var origin: String?
    package var kind: String?
    package var language: String?
    /// The last id of the page before.
    package var after: String?
    package var limit: Int

    /// A query for at most `limit` documents, 1…1,000.
    package init(
        origin: String? = nil,
        kind: String? = nil,
        language: String? = nil,
        after: String? = nil,
        limit: Int = 100
    ) {
        self.origin = origin
        self.kind = kind
        self.language = language
        self.after = after
        self.limit = min(max(1, limit), 1_000)
    }
}

/// A page of a list.
package struct DocumentPage: Sendable {
    package var documents: [StoredDocument]
    /// What ``DocumentQuery/after`` has to be for the next page; nil at the end.
    package var next: String?
}
