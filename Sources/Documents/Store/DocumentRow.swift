import Core
import Retrieval
import SQLite

/// Rows of the tables as values.
enum DocumentRow {
    static let columns = """
        id, origin, path, version, hash, title, kind, topic, language, district, date, source, url, state, passages, \
        revision, updated_at
        """

    static func document(_ row: SQLiteRow) throws -> StoredDocument {
        StoredDocument(
            fields: DocumentFields(
                id: try row.get("id"),
                title: try row.get("title"),
                kind: try row.get("kind"),
                topic: try row.get("topic"),
                language: try row.get("language"),
                district: try row.getOptional("district"),
                date: try row.getOptional("date"),
                source: try row.get("source"),
                sourceURL: try row.getOptional("url")
            ),
            origin: try row.get("origin"),
            path: try row.get("path"),
            version: try row.get("version"),
            fingerprint: try row.get("hash"),
            state: StoredDocument.State(rawValue: try row.get("state")) ?? .ready,
            passageCount: try row.get("passages"),
            revision: try row.get("revision"),
            updatedAt: Timestamp(milliseconds: try row.get("updated_at"))
        )
    }

    /// A passage from `ordinal, heading, text, keywords`.
    static func passage(_ row: SQLiteRow, of fields: DocumentFields) throws -> Passage {
        Passage(
            id: "\(fields.id)#\(try row.get("ordinal", as: Int.self))",
            documentID: fields.id,
            title: fields.title,
            heading: try row.get("heading"),
            text: try row.get("text"),
            keywords: try row.get("keywords"),
            language: fields.language,
            kind: fields.kind,
            district: fields.district,
            date: fields.date,
            source: fields.source,
            sourceURL: fields.sourceURL
        )
    }

    /// The columns that ``joinedPassage(_:)`` reads, by place: tens of thousands of rows are read at start.
    static let joinedColumns = """
        d.id, p.ordinal, d.title, p.heading, p.text, p.keywords, d.language, d.kind, d.district, d.date, d.source, d.url
        """

    static func joinedPassage(_ row: SQLiteRow) throws -> Passage {
        let id = try text(row, 0)
        guard let ordinal = Int(sqliteValue: row[1]) else { throw SQLiteError(.mismatch, "an ordinal is no number") }
        return Passage(
            id: "\(id)#\(ordinal)",
            documentID: id,
            title: try text(row, 2),
            heading: try text(row, 3),
            text: try text(row, 4),
            keywords: try text(row, 5),
            language: try text(row, 6),
            kind: try text(row, 7),
            district: String(sqliteValue: row[8]),
            date: String(sqliteValue: row[9]),
            source: try text(row, 10),
            sourceURL: String(sqliteValue: row[11])
        )
    }

    private static func text(_ row: SQLiteRow, _ index: Int) throws -> String {
        guard let text = String(sqliteValue: row[index]) else {
            throw SQLiteError(.mismatch, "column \(index) is no text")
        }
        return text
    }
}
