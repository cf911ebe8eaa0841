import Core

/// Gives and takes back reactions. Both may be repeated without further effect.
struct Reactions: Sendable {
    let writer: BoardWriter

    func give(_ kind: ReactionKind, to postID: Int64, by principal: Principal) async throws {
        try await writer.change(principal) { repositories, context in
            _ = try repositories.posts.requireLive(postID)
            let id = context.account.id
            if try repositories.reactions.insert(kind, postID: postID, accountID: id, now: context.now) {
                try repositories.posts.count(.reaction(kind), id: postID, by: 1)
            }
        }
    }

    func takeBack(_ kind: ReactionKind, from postID: Int64, by principal: Principal) async throws {
        try await writer.change(principal) { repositories, context in
            _ = try repositories.posts.requireLive(postID)
            if try repositories.reactions.delete(kind, postID: postID, accountID: context.account.id) {
                try repositories.posts.count(.reaction(kind), id: postID, by: -1)
            }
        }
    }
}
