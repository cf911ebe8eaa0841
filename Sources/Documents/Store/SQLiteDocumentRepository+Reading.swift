package import Retrieval
import SQLite

extension SQLiteDocumentRepository {
    package func changes(
        since cursor: PassageCursor,
        vectorsOf embedder: String?,
        limit: Int
    ) async throws -> PassageChanges {
        try await database.read { connection in
            guard let store = try connection.first("SELECT identity, revision, pruned FROM store") else {
                throw SQLiteError(.corrupt, "the store has no revision")
            }
            let identity = try store.get("identity", as: String.self)
            let revision = try store.get("revision", as: Int.self)
            let pruned = try store.get("pruned", as: Int.self)
            var from = cursor
            let isLost =
                cursor.identity != identity || cursor.revision > revision
                || max(cursor.revision, cursor.base) < pruned
            if isLost { from = PassageCursor(identity: identity, revision: 0, base: revision) }
            let end = try Self.endOfPage(connection, after: from.revision, limit: limit)
            let upTo = end ?? revision
            var changes = PassageChanges(
                isReset: isLost && cursor != .start,
                added: [],
                vectors: [],
                removed: try removed(connection, after: max(from.revision, from.base), upTo: upTo),
                cursor: PassageCursor(identity: identity, revision: upTo, base: from.base),
                hasMore: end != nil
            )
            try Self.readPassages(connection, after: from.revision, upTo: upTo, embedder, into: &changes)
            return changes
        }
    }

    /// The revision that the page ends with; nil when everything fits.
    private static func endOfPage(_ connection: SQLiteConnection, after: Int, limit: Int) throws -> Int? {
        let rows = try connection.query(
            "SELECT revision, passages FROM documents WHERE revision > ? ORDER BY revision LIMIT ?",
            [.init(after), .init(max(1, min(limit, 50_000)) + 1)]
        )
        var sum = 0
        var end: Int?
        for row in rows {
            if let end, sum + (try row.get("passages", as: Int.self)) > limit { return end }
            sum += try row.get("passages", as: Int.self)
            end = try row.get("revision")
        }
        return rows.count > max(1, min(limit, 50_000)) ? end : nil
    }

    private func removed(_ connection: SQLiteConnection, after: Int, upTo: Int) throws -> [String] {
        try connection.query(
            "SELECT passage_id FROM removed WHERE revision > ? AND revision <= ?",
            [.init(after), .init(upTo)],
            limit: .max
        )
        .map { try $0.get("passage_id") }
    }

    private static func readPassages(
        _ connection: SQLiteConnection,
        after: Int,
        upTo: Int,
        _ embedder: String?,
        into changes: inout PassageChanges
    ) throws {
        let vector = embedder == nil ? "NULL" : "v.vector"
        let join = embedder == nil ? "" : "LEFT JOIN vectors v ON v.text_hash = p.text_hash AND v.embedder = ?3"
        var passages: [Passage] = []
        var vectors: [[Float]?] = []
        try connection.forEachRow(
            """
            SELECT \(DocumentRow.joinedColumns), \(vector)
            FROM documents d CROSS JOIN passages p ON p.content = d.content \(join)
            WHERE d.revision > ?1 AND d.revision <= ?2 ORDER BY d.revision, p.ordinal
            """,
            [.init(after), .init(upTo)] + (embedder.map { [.text($0)] } ?? [])
        ) { row in
            passages.append(try DocumentRow.joinedPassage(row))
            if embedder != nil { vectors.append(VectorRow.vector(row[12])) }
        }
        changes.added = passages
        changes.vectors = vectors
    }

    package func vectors(of embedder: String, textHashes: [[UInt8]]) async throws -> [[UInt8]: [Float]] {
        try await database.read { connection in
            var vectors: [[UInt8]: [Float]] = [:]
            for hash in textHashes {
                let row = try connection.first(
                    "SELECT vector FROM vectors WHERE text_hash = ? AND embedder = ?",
                    [.blob(hash), .text(embedder)]
                )
                if let row { vectors[hash] = VectorRow.vector(row[0]) }
            }
            return vectors
        }
    }

    package func passages(
        without embedder: String,
        after: PassagePosition?,
        limit: Int
    ) async throws -> [(position: PassagePosition, passage: Passage)] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT \(DocumentRow.joinedColumns), p.content
                FROM passages p CROSS JOIN documents d ON d.content = p.content
                WHERE (p.content, p.ordinal) > (?, ?) AND NOT EXISTS (
                    SELECT 1 FROM vectors v WHERE v.text_hash = p.text_hash AND v.embedder = ?
                )
                ORDER BY p.content, p.ordinal LIMIT ?
                """,
                [.init(after?.content ?? 0), .init(after?.ordinal ?? 0), .text(embedder), .init(limit)]
            )
            .map { row in
                let content = try row.get("content", as: Int.self)
                let ordinal = try row.get("ordinal", as: Int.self)
                return (PassagePosition(content: content, ordinal: ordinal), try DocumentRow.joinedPassage(row))
            }
        }
    }

    package func add(_ vectors: [StoredVector]) async throws {
        try await database.write { connection in
            var documents: [String: Set<String>] = [:]
            for vector in vectors {
                let rows = try connection.query(
                    """
                    SELECT DISTINCT d.id FROM passages p JOIN documents d ON d.content = p.content
                    WHERE p.text_hash = ?
                    """,
                    [.blob(vector.textHash)]
                )
                // The text may have changed while its vector was made.
                guard !rows.isEmpty else { continue }
                try VectorRow.insert(vector, connection)
                for row in rows { documents[try row.get("id"), default: []].insert(vector.embedder) }
            }
            for (id, embedders) in documents.sorted(by: { $0.key < $1.key }) {
                for embedder in embedders { try Self.complete(id, embedder, connection) }
            }
        }
    }

    /// Shows a document as changed, and as ready once every passage has a vector.
    private static func complete(_ id: String, _ embedder: String, _ connection: SQLiteConnection) throws {
        try connection.execute("UPDATE store SET revision = revision + 1")
        try connection.execute(
            """
            UPDATE documents SET revision = (SELECT revision FROM store), state = CASE WHEN EXISTS (
                SELECT 1 FROM passages p WHERE p.content = documents.content AND NOT EXISTS (
                    SELECT 1 FROM vectors v WHERE v.text_hash = p.text_hash AND v.embedder = ?
                )
            ) THEN state ELSE 'ready' END WHERE id = ?
            """,
            [.text(embedder), .text(id)]
        )
    }
}
