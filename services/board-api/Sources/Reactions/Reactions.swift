import Core

/// Gives and takes back reactions. Both may be repeated without further effect.
struct Reactions: Sendable {
    let writer: BoardWriter

    func give(_ kind: ReactionKind, to postID: Int64, by principal: Principal) async throws {
        _ = try await writer.perform(principal) { repositories, context in
            try CommentEditor.requireLivePost(postID, repositories)
            let id = context.account.id
            if try repositories.reactions.insert(kind, postID: postID, accountID: id, now: context.now) {
                try repositories.posts.count(.reaction(kind), id: postID, by: 1)
            }
            return StoredAnswer(status: 204, body: [])
        }
    }

    func takeBack(_ kind: ReactionKind, from postID: Int64, by principal: Principal) async throws {
        _ = try await writer.perform(principal) { repositories, context in
            try CommentEditor.requireLivePost(postID, repositories)
            if try repositories.reactions.delete(kind, postID: postID, accountID: context.account.id) {
                try repositories.posts.count(.reaction(kind), id: postID, by: -1)
            }
            return StoredAnswer(status: 204, body: [])
        }
    }
}
