package import Core

/// Who did what and when; written in the transaction of the deed, never changed.
package protocol AuditRepository {
    func append(_ entry: AuditEntry) throws
    /// The latest entries on one thing, below `cursor`.
    func entries(of subject: AuditSubject, _ id: Int64, below cursor: Int64, limit: Int) throws -> [AuditRecord]
    /// The latest entries on anything, below `cursor`.
    func entries(below cursor: Int64, limit: Int) throws -> [AuditRecord]
}

/// The kinds of things that are done something to.
package enum AuditSubject: String, Sendable {
    case account, post, comment
}

/// One deed.
package struct AuditEntry: Sendable, Equatable {
    package let at: Timestamp
    /// Nil for what the service does by itself and for the holder of the administrator's token.
    package let actorID: Int64?
    /// Such as `post.deleted`.
    package let action: String
    package let subject: AuditSubject
    package let subjectID: Int64
    /// What changed, for people; no contents.
    package let detail: String

    package init(
        at: Timestamp,
        actorID: Int64?,
        action: String,
        subject: AuditSubject,
        subjectID: Int64,
        detail: String = ""
    ) {
        self.at = at
        self.actorID = actorID
        self.action = action
        self.subject = subject
        self.subjectID = subjectID
        self.detail = detail
    }
}

extension AuditEntry {
    func with(detail: String) -> AuditEntry {
        AuditEntry(at: at, actorID: actorID, action: action, subject: subject, subjectID: subjectID, detail: detail)
    }
}

/// A deed as it was written down.
package struct AuditRecord: Sendable, Equatable {
    package let id: Int64
    package let entry: AuditEntry
    package let actorName: String?
}
