import Core

/// Removes comments for good, with what they are found by.
extension BoardRepositories {
    private static let batch = 500

    /// Those of a post, deleted or not.
    func purgeComments(of postID: Int64) throws {
        while true {
            let some = try comments.some(postID: postID, limit: Self.batch)
            try purge(some)
            if some.count < Self.batch { return }
        }
    }

    /// Those that were deleted before `age`; returns how many, at most `limit`.
    func purgeComments(deletedBefore age: Timestamp, limit: Int) throws -> Int {
        let old = try comments.deleted(before: age, limit: limit)
        try purge(old)
        return old.count
    }

    private func purge(_ old: [Comment]) throws {
        for comment in old {
            try commentWords.delete(SearchText.pairs(of: comment.body), textID: comment.id)
            try comments.remove(comment.id)
        }
    }
}
