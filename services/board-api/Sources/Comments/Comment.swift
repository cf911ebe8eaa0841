package import Core

/// A comment on a post.
package struct Comment: BoardText, SearchedText, Equatable {
    package let id: Int64
    package let postID: Int64
    package let author: Author
    /// Markdown.
    package var body: String
    package var isDeleted: Bool
    package var version: Int
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var deletedAt: Timestamp?
    package var deletedBy: Int64?

    static let subject = AuditSubject.comment
    var trailDetail: String { "post \(postID)" }
    var searchedWords: [[Unicode.Scalar]] { SearchText.words(body) }
}
