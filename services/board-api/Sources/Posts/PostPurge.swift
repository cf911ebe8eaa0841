import Core
import ServiceKit

/// Removes the contents of deleted posts for good; the row stays as the tombstone that tells who follows the changes.
struct PostPurge: Sendable {
    /// Purges one post and returns the objects that nothing refers to any more; nil when it is not a deleted post.
    static func purge(
        _ id: Int64,
        _ repositories: BoardRepositories,
        entry: AuditEntry,
        now: Timestamp
    ) throws -> [String]? {
        guard var post = try repositories.posts.findAndLock(id), post.status == .deleted else { return nil }
        try repositories.words.delete(SearchText.pairs(of: post.content), postID: id)
        try repositories.comments.deleteAll(postID: id)
        try repositories.reactions.deleteAll(postID: id)
        let attachments = try repositories.attachments.list(postID: id)
        for attachment in attachments { _ = try repositories.attachments.delete(attachment.id) }
        post.content.title = ""
        post.content.body = ""
        post.content.stationID = nil
        post.status = .purged
        post.version += 1
        post.updatedAt = max(now, post.updatedAt)
        try repositories.posts.update(post)
        try repositories.audit.append(entry)
        return attachments.map(\.objectKey)
    }
}
