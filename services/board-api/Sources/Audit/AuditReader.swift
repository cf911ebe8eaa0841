import Core
import ServiceKit

/// Shows the audit trail.
struct AuditReader: Sendable {
    let keeper: DatabaseKeeper

    /// What was done to a post; for its author and moderators.
    func entries(
        of postID: Int64,
        below cursor: Int64,
        limit: Int,
        for principal: Principal
    ) async throws -> (body: [UInt8], next: Int64?) {
        let entries = try await keeper.requireDatabase().reading { repositories in
            let account = try repositories.requireAccount(principal)
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
        let entries = try await keeper.requireDatabase().reading { repositories in
            if let principal, try repositories.requireAccount(principal).role < .admin {
                throw Problem.forbidden("This takes the role admin.")
            }
            return try repositories.audit.entries(below: cursor, limit: limit + 1)
        }
        return Self.page(entries, limit: limit)
    }

    private static func page(_ entries: [AuditRecord], limit: Int) -> (body: [UInt8], next: Int64?) {
        let page = entries.prefix(limit)
        let next = entries.count > limit ? page.last?.id : nil
        var writer = JSONWriter(capacity: page.count * 256 + 64)
        writer.page("entries", page, next: next.map { String($0) }) { write($0, into: &$1) }
        return (writer.bytes, next)
    }

    private static func write(_ record: AuditRecord, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", String(record.id))
        writer.time("at", record.entry.at)
        writer.optional("actor_id", record.entry.actorID.map { String($0) })
        writer.optional("actor_name", record.actorName)
        writer.field("action", record.entry.action)
        writer.field("subject", record.entry.subject.rawValue)
        writer.field("subject_id", String(record.entry.subjectID))
        writer.field("detail", record.entry.detail)
        writer.endObject()
    }
}
