import Core
import ServiceKit

/// Shows the audit trail, and purges what leaves only its trail behind.
struct AuditReader: Sendable {
    let writer: BoardWriter
    let attachments: AttachmentStore

    /// What was done to a post; for its author and moderators.
    func entries(
        of postID: Int64,
        below cursor: Int64,
        limit: Int,
        for principal: Principal
    ) async throws -> (body: [UInt8], next: Int64?) {
        let entries = try await writer.keeper.requireDatabase().reading { repositories in
            let account = try Self.account(principal, repositories)
            guard let post = try repositories.posts.find(postID) else { throw Problem.noSuchPost }
            guard post.author.id == account.id || account.role >= .moderator else {
                throw Problem.forbidden("Only its author and moderators may read this.")
            }
            return try repositories.audit.entries(of: .post, postID, below: cursor, limit: limit + 1)
        }
        return Self.page(entries, limit: limit)
    }

    /// What was done to anything; for admins, or the holder of the administrator's token.
    func entries(below cursor: Int64, limit: Int, for principal: Principal?) async throws
        -> (body: [UInt8], next: Int64?)
    {
        let entries = try await writer.keeper.requireDatabase().reading { repositories in
            if let principal, try Self.account(principal, repositories).role < .admin {
                throw Problem.forbidden("This takes the role admin.")
            }
            return try repositories.audit.entries(below: cursor, limit: limit + 1)
        }
        return Self.page(entries, limit: limit)
    }

    /// Removes a deleted post's contents for good.
    func purge(_ id: Int64, by principal: Principal) async throws {
        let objects = ObjectKeys()
        _ = try await writer.perform(principal) { repositories, context in
            try context.require(.admin)
            let entry = context.entry("post.purged", .post, id)
            guard let keys = try PostPurge.purge(id, repositories, entry: entry, now: context.now) else {
                guard try repositories.posts.find(id) != nil else { throw Problem.noSuchPost }
                throw Problem.conflict("Only a deleted post can be purged.")
            }
            objects.set(keys)
            return StoredAnswer(status: 204, body: [])
        }
        await attachments.remove(objects.keys)
    }

    private static func account(_ principal: Principal, _ repositories: BoardRepositories) throws -> Account {
        guard let account = try repositories.accounts.find(principal.accountID),
            account.tokenVersion == principal.tokenVersion
        else { throw Problem.unauthorized("The token is void; sign in again.", challenge: Authenticator.invalidToken) }
        return account
    }

    private static func page(_ entries: [AuditRecord], limit: Int) -> (body: [UInt8], next: Int64?) {
        let page = entries.prefix(limit)
        let next = entries.count > limit ? page.last?.id : nil
        var writer = JSONWriter(capacity: page.count * 256 + 64)
        writer.beginObject()
        writer.key("entries")
        writer.beginArray()
        for record in page { write(record, into: &writer) }
        writer.endArray()
        PostJSON.write("next", next.map { String($0) }, into: &writer)
        writer.endObject()
        return (writer.bytes, next)
    }

    private static func write(_ record: AuditRecord, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", String(record.id))
        PostJSON.write("at", record.entry.at, into: &writer)
        PostJSON.write("actor_id", record.entry.actorID.map { String($0) }, into: &writer)
        PostJSON.write("actor_name", record.actorName, into: &writer)
        writer.field("action", record.entry.action)
        writer.field("subject", record.entry.subject.rawValue)
        writer.field("subject_id", String(record.entry.subjectID))
        writer.field("detail", record.entry.detail)
        writer.endObject()
    }
}
