import Core

/// Removes comments for good, with what they are found by and kept answers.
extension BoardRepositories {
    private static let batch = 500

    /// Those of a post, deleted or not; returns who wrote them, whose kept answers are left to the caller: each may have
    /// written thousands.
    func purgeComments(of postID: Int64) throws -> Set<Int64> {
        var authors: Set<Int64> = []
        while true {
            let some = try comments.some(postID: postID, limit: Self.batch)
            try purge(some)
            authors.formUnion(some.map(\.author.id))
            if some.count < Self.batch { return authors }
        }
    }

    /// Those that were deleted before `age`; returns how many, at most `limit`.
    func purgeComments(deletedBefore age: Timestamp, limit: Int) throws -> Int {
        let old = try comments.deleted(before: age, limit: limit)
        try purge(old)
        for comment in old { try answers.clear(accountID: comment.author.id, location: CommentJSON.path(comment)) }
        return old.count
    }

    private func purge(_ old: [Comment]) throws {
        for comment in old {
            try commentWords.delete(SearchText.pairs(of: comment.body), textID: comment.id)
            try comments.remove(comment.id)
        }
    }
}
