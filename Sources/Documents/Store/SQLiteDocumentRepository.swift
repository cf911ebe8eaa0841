package import SQLite

/// Documents in a SQLite file that several processes may use at the same time.
package struct SQLiteDocumentRepository: DocumentRepository {
    /// What a transaction may cost and what is kept.
    package struct Limits: Sendable {
        /// A document of more passages is written in several transactions before it is shown.
        package var passagesPerTransaction: Int
        /// Removed passages that are remembered for readers that follow.
        package var rememberedRemovals: Int

        /// The limits of the project.
        package init(passagesPerTransaction: Int = 2_000, rememberedRemovals: Int = 100_000) {
            self.passagesPerTransaction = max(1, passagesPerTransaction)
            self.rememberedRemovals = max(0, rememberedRemovals)
        }
    }

    let database: SQLiteDatabase
    let limits: Limits

    /// Brings the tables up to date and sweeps away what a crash left half written.
    package static func open(
        _ database: SQLiteDatabase,
        limits: Limits = Limits()
    ) async throws -> SQLiteDocumentRepository {
        try await database.migrate(DocumentSchema.migrations)
        let repository = SQLiteDocumentRepository(database: database, limits: limits)
        try await repository.sweep()
        return repository
    }

    package func known(_ ids: [String]) async throws -> [String: KnownDocument] {
        try await database.read { connection in
            var known: [String: KnownDocument] = [:]
            for id in ids {
                let sql = "SELECT hash, origin, state FROM documents WHERE id = ?"
                guard let row = try connection.first(sql, [.text(id)]) else { continue }
                known[id] = KnownDocument(
                    fingerprint: try row.get("hash"),
                    origin: try row.get("origin"),
                    state: StoredDocument.State(rawValue: try row.get("state")) ?? .ready
                )
            }
            return known
        }
    }

    package func list(_ query: DocumentQuery) async throws -> DocumentPage {
        let wanted = [("origin", query.origin), ("kind", query.kind), ("language", query.language)]
        let fixed = wanted.filter { $0.1 != nil }
        let conditions = fixed.map { "AND \($0.0) = ?" }.joined(separator: " ")
        let values = [SQLiteValue.text(query.after ?? "")] + fixed.map { SQLiteValue($0.1) }
        let documents = try await database.read { connection in
            try connection.query(
                "SELECT \(DocumentRow.columns) FROM documents WHERE id > ? \(conditions) ORDER BY id LIMIT ?",
                values + [.init(query.limit + 1)]
            )
            .map { try DocumentRow.document($0) }
        }
        let page = Array(documents.prefix(query.limit))
        return DocumentPage(documents: page, next: documents.count > page.count ? page.last?.fields.id : nil)
    }

    package func document(_ id: String) async throws -> StoredDocumentContent? {
        try await database.read { connection in
            let sql = "SELECT \(DocumentRow.columns), content FROM documents WHERE id = ?"
            guard let row = try connection.first(sql, [.text(id)]) else { return nil }
            let document = try DocumentRow.document(row)
            let passages = try connection.query(
                "SELECT ordinal, heading, text, keywords FROM passages WHERE content = ? ORDER BY ordinal",
                [try row["content"]]
            )
            return StoredDocumentContent(
                document: document,
                passages: try passages.map { try DocumentRow.passage($0, of: document.fields) }
            )
        }
    }

    package func paths(origin: String, after: String?, limit: Int) async throws -> [(id: String, path: String)] {
        try await database.read { connection in
            try connection.query(
                "SELECT id, path FROM documents WHERE origin = ? AND id > ? ORDER BY id LIMIT ?",
                [.text(origin), .text(after ?? ""), .init(limit)]
            )
            .map { (id: try $0.get("id"), path: try $0.get("path")) }
        }
    }

    package func note(_ name: String) async throws -> String? {
        try await database.read { connection in
            try connection.first("SELECT value FROM notes WHERE name = ?", [.text(name)]).map { try $0.get("value") }
        }
    }

    package func counts() async throws -> DocumentCounts {
        try await database.read { connection in
            var counts = DocumentCounts()
            let sums = "SELECT COUNT(*) AS n, TOTAL(passages) AS m, TOTAL(state != 'ready') AS w FROM documents"
            if let row = try connection.first(sums) {
                counts.documents = try row.get("n")
                counts.passages = Int(try row.get("m", as: Double.self))
                counts.withoutVectors = Int(try row.get("w", as: Double.self))
            }
            counts.byKind = try connection.tally("kind", of: "documents")
            counts.byLanguage = try connection.tally("language", of: "documents")
            counts.byOrigin = try connection.tally("origin", of: "documents")
            counts.vectorsByEmbedder = try connection.tally("embedder", of: "vectors")
            counts.revision = try connection.first("SELECT revision FROM store")?.get("revision") ?? 0
            return counts
        }
    }
}

extension SQLiteConnection {
    fileprivate func tally(_ column: String, of table: String) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try query("SELECT \(column) AS name, COUNT(*) AS n FROM \(table) GROUP BY \(column) LIMIT 1000") {
            counts[try row.get("name")] = try row.get("n", as: Int.self)
        }
        return counts
    }
}
