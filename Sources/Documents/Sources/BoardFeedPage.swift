/// What one answer of the board means for the index.
package struct BoardFeedPage: Sendable {
    /// Posts to add or replace.
    package var documents: [Document] = []
    /// Ids of documents whose posts were deleted, hidden or cannot be taken any more.
    package var removals: [String] = []
    /// Posts that could not be taken.
    package var failures: [DocumentFailure] = []
    /// What `changed_since` has to be next time.
    package var next = ""
    /// Whether to ask again at once.
    package var hasMore = false
}
