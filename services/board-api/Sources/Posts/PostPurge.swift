import Core
import ServiceKit

/// Removes the contents of deleted posts for good; the row stays as the tombstone that tells who follows the changes.
struct PostPurge: Sendable {
    let writer: BoardWriter
    let attachments: AttachmentStore

    /// Purges a post at once; for admins.
    func purge(_ id: Int64, by principal: Principal) async throws {
        let objects = try await writer.change(principal) { repositories, context in
            try context.require(.admin)
            let entry = context.entry("post.purged", .post, id)
            guard let keys = try Self.purge(id, repositories, entry) else {
                guard let post = try repositories.posts.find(id) else { throw Problem.noSuchPost }
                let isPurged = post.status == .purged
                throw Problem.conflict(isPurged ? "The post is purged already." : "Only a deleted post can be purged.")
            }
            return keys
        }
        await attachments.remove(objects)
    }

    /// Purges posts that were deleted before `age`; returns how many it looked at, at most `limit`.
    func purge(deletedBefore age: Timestamp, limit: Int) async throws -> Int {
        let database = try writer.keeper.requireDatabase()
        let ids = try await database.reading { try $0.posts.deletedPosts(before: age, limit: limit) }
        for id in ids {
            let entry = AuditEntry(
                at: writer.clock.now(),
                actorID: nil,
                action: "post.purged",
                subject: .post,
                subjectID: id,
                detail: "its time was over"
            )
            let objects = try await database.writing { try Self.purge(id, $0, entry) }
            await attachments.remove(objects ?? [])
        }
        return ids.count
    }

    /// Returns the objects that nothing refers to any more; nil when it is not a deleted post.
    private static func purge(
        _ id: Int64,
        _ repositories: BoardRepositories,
        _ entry: AuditEntry
    ) throws -> [String]? {
        guard var post = try repositories.posts.findAndLock(id), post.status == .deleted else { return nil }
        try repositories.postWords.delete(SearchText.pairs(of: post.content), textID: id)
        var authors = try repositories.purgeComments(of: id)
        try repositories.reactions.deleteAll(postID: id)
        let attachments = try repositories.attachments.list(postID: id)
        for attachment in attachments { _ = try repositories.attachments.delete(attachment.id) }
        authors.formUnion(attachments.map(\.uploaderID) + [post.author.id])
        for account in authors.sorted() {
            try repositories.answers.clear(accountID: account, location: PostJSON.path(id))
        }
        post.content.title = ""
        post.content.body = ""
        post.content.stationID = nil
        post.status = .purged
        post.version += 1
        post.updatedAt = max(entry.at, post.updatedAt)
        try repositories.posts.update(post)
        try repositories.audit.append(entry)
        return attachments.map(\.objectKey)
    }
}
