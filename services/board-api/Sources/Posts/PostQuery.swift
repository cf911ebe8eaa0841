package import Core

/// Which posts, in which order, from where on.
package struct PostQuery: Sendable, Equatable {
    package enum Sort: String, Sendable, Choice {
        case newest, oldest, updated
    }

    /// Which ones, those that are there or those that can be restored.
    package enum Status: String, Sendable, Choice {
        case live, deleted

        var stored: Post.Status { self == .live ? .live : .deleted }
    }

    package var status = Status.live
    package var category: PostCategory?
    package var stationID: String?
    package var authorID: Int64?
    package var kind: PostKind?
    package var state: FaultState?
    package var sort = Sort.newest
    package var after: PostCursor?
    package var limit = 20

    package init() {}

    /// Whether `post` passes the filters.
    func admits(_ post: Post) -> Bool {
        (category == nil || post.content.category == category)
            && (stationID == nil || post.content.stationID == stationID)
            && (authorID == nil || post.author.id == authorID)
            && (kind == nil || post.content.kind == kind)
            && (state == nil || post.content.state == state)
    }
}

/// The last post of a page: the next one begins behind it, whatever was written meanwhile.
package struct PostCursor: Sendable, Equatable {
    package let sort: PostQuery.Sort
    package let id: Int64
    /// Of the order by change.
    package let updatedAt: Timestamp

    package init(sort: PostQuery.Sort, id: Int64, updatedAt: Timestamp) {
        self.sort = sort
        self.id = id
        self.updatedAt = updatedAt
    }

    package init(_ post: Post, sort: PostQuery.Sort) {
        self.init(sort: sort, id: post.id, updatedAt: sort == .updated ? post.updatedAt : Timestamp(milliseconds: 0))
    }

    /// Such as `newest.4711`; nil when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let name = parts.first, let sort = PostQuery.Sort(rawValue: String(name)),
            parts.count == (sort == .updated ? 3 : 2), let id = Int64(parts[1]), id >= 0
        else { return nil }
        var updatedAt = Timestamp(milliseconds: 0)
        if sort == .updated {
            guard let milliseconds = Int64(parts[2]), milliseconds >= 0 else { return nil }
            updatedAt = Timestamp(milliseconds: milliseconds)
        }
        self.init(sort: sort, id: id, updatedAt: updatedAt)
    }

    package var text: String {
        "\(sort.rawValue).\(id)" + (sort == .updated ? ".\(updatedAt.milliseconds)" : "")
    }
}
