import Core

struct SQLAuditRepository: AuditRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    private static let append = SQLStatement(
        "INSERT INTO audit (at, actor_id, action, subject, subject_id, detail) VALUES (?, ?, ?, ?, ?, ?)"
    )
    private static let list = """
        SELECT u.id, u.at, u.actor_id, u.action, u.subject, u.subject_id, u.detail, a.name
        FROM audit u LEFT JOIN accounts a ON a.id = u.actor_id
        """
    private static let ofSubject = SQLStatement(
        "\(list) WHERE u.subject = ? AND u.subject_id = ? AND u.id < ? ORDER BY u.id DESC LIMIT ?"
    )
    private static let all = SQLStatement("\(list) WHERE u.id < ? ORDER BY u.id DESC LIMIT ?")

    static let statements = [append, ofSubject, all]

    func append(_ entry: AuditEntry) throws {
        try session.run(
            Self.append,
            [
                .integer(entry.at.milliseconds), SQLValue(entry.actorID), .text(entry.action),
                .text(entry.subject.rawValue), .integer(entry.subjectID), .text(entry.detail),
            ]
        )
    }

    func entries(of subject: AuditSubject, _ id: Int64, below cursor: Int64, limit: Int) throws -> [AuditRecord] {
        let values: [SQLValue] = [.text(subject.rawValue), .integer(id), .integer(cursor), .integer(limit)]
        return try session.rows(Self.ofSubject, values).map(Self.record)
    }

    func entries(below cursor: Int64, limit: Int) throws -> [AuditRecord] {
        try session.rows(Self.all, [.integer(cursor), .integer(limit)]).map(Self.record)
    }

    private static func record(_ row: SQLRow) throws -> AuditRecord {
        var columns = row.columns
        let id = try columns.integer()
        let entry = AuditEntry(
            at: Timestamp(milliseconds: try columns.integer()),
            actorID: columns.optionalInteger(),
            action: try columns.text(),
            subject: AuditSubject(rawValue: try columns.text()) ?? .post,
            subjectID: try columns.integer(),
            detail: try columns.text()
        )
        return AuditRecord(id: id, entry: entry, actorName: columns.optionalText())
    }
}
