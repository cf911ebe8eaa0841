package import Core

/// A post as it is read, with its author's name and what others made of it.
package struct Post: BoardText, SearchedText, Equatable {
    package enum Status: Int, Sendable {
        case live = 0
        case deleted = 1
        /// Only the id and the times are left.
        case purged = 2
    }

    package let id: Int64
    package let author: Author
    package var content: PostContent
    package var status: Status
    package var version: Int
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var deletedAt: Timestamp?
    package var deletedBy: Int64?
    package var closedAt: Timestamp?
    package var counters: PostCounters

    static let subject = AuditSubject.post
    var trailDetail: String { "" }
    var searchedWords: [[Unicode.Scalar]] { SearchText.words(content.title) + SearchText.words(content.body) }
    package var isDeleted: Bool {
        get { status != .live }
        set { status = newValue ? .deleted : .live }
    }
}

/// Whose text it is.
package struct Author: Sendable, Equatable {
    package let id: Int64
    package let name: String
    /// What it is now, not when the text was written.
    package let role: Role
}

extension Author {
    init(_ account: Account) {
        self.init(id: account.id, name: account.name, role: account.role)
    }
}

/// What an author decides about a post.
package struct PostContent: Sendable, Equatable {
    package var title: String
    /// Markdown.
    package var body: String
    package var category: PostCategory
    package var stationID: String?
    package var kind: PostKind
    /// Of fault reports only.
    package var state: FaultState?

    package init(
        title: String,
        body: String,
        category: PostCategory,
        stationID: String? = nil,
        kind: PostKind,
        state: FaultState? = nil
    ) {
        self.title = title
        self.body = body
        self.category = category
        self.stationID = stationID
        self.kind = kind
        self.state = state
    }
}

package enum PostCategory: String, Sendable, Choice {
    case general, question, tip, station, notice
}

package enum PostKind: String, Sendable, Choice {
    case post
    /// Something is broken at a station.
    case fault
}

package enum FaultState: String, Sendable, Choice {
    case open, closed
}

/// What readers did with a post.
package struct PostCounters: Sendable, Equatable {
    package var views = 0
    package var comments = 0
    package var attachments = 0
    package var likes = 0
    package var helpfuls = 0
    package var sames = 0
}

/// What a reader may say without words; each once a post.
package enum ReactionKind: String, Sendable, CaseIterable {
    case like
    case helpful
    /// "It happened to me too."
    case same
}
