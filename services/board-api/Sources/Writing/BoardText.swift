import Core
import ServiceKit

/// What somebody wrote, a post or a comment: it has versions, and is deleted in a way that can be taken back.
protocol BoardText: Sendable {
    static var subject: AuditSubject { get }
    /// What the audit trail says of it besides its id.
    var trailDetail: String { get }
    var id: Int64 { get }
    var author: Author { get }
    /// Whether readers do not see it.
    var isDeleted: Bool { get set }
    var version: Int { get set }
    var updatedAt: Timestamp { get set }
    var deletedAt: Timestamp? { get set }
    var deletedBy: Int64? { get set }
}

extension BoardText {
    /// The value of `ETag`: it names the version of what the author wrote, not the counters.
    var etag: String { "\"\(version)\"" }

    /// The next version, with an entry in the audit trail; the caller stores it.
    mutating func revise(
        _ deed: String,
        _ repositories: BoardRepositories,
        _ context: WriteContext,
        detail: String? = nil
    ) throws {
        version += 1
        // The clock of another replica may be ahead; a text never grows younger.
        updatedAt = max(context.now, updatedAt)
        let entry = context.entry("\(Self.subject.rawValue).\(deed)", Self.subject, id, detail: detail ?? trailDetail)
        try repositories.audit.append(entry)
    }

    /// Takes it from the readers; its author and moderators can bring it back.
    mutating func delete(_ repositories: BoardRepositories, _ context: WriteContext) throws {
        isDeleted = true
        deletedAt = context.now
        deletedBy = context.account.id
        try revise("deleted", repositories, context)
    }

    /// Throws 409 when it is not deleted. What a moderator took away, its author does not bring back.
    mutating func restore(_ repositories: BoardRepositories, _ context: WriteContext) throws {
        guard isDeleted else { throw Problem.conflict("The \(Self.subject.rawValue) is not deleted.") }
        guard deletedBy == context.account.id || context.account.role >= .moderator else {
            throw Problem.forbidden("A moderator deleted it; only moderators may restore it.")
        }
        isDeleted = false
        deletedAt = nil
        deletedBy = nil
        try revise("restored", repositories, context)
    }
}
