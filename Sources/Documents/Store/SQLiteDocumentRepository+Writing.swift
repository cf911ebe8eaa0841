import Retrieval
import SQLite

extension SQLiteDocumentRepository {
    package func write(_ batch: DocumentBatch) async throws -> BatchOutcome {
        var staged: [String: Int] = [:]
        for document in batch.documents where document.passages.count > limits.passagesPerTransaction {
            staged[document.fields.id] = try await stage(document)
        }
        let contents = staged
        return try await database.write { connection in
            var writer = try BatchWriter(connection: connection, origin: batch.origin, limits: limits)
            let outcome = try writer.write(batch, staged: contents)
            try writer.finish()
            return outcome
        }
    }

    package func remove(_ ids: [String]) async throws -> [String] {
        try await database.write { connection in
            var writer = try BatchWriter(connection: connection, origin: nil, limits: limits)
            var removed: [String] = []
            for id in ids where try writer.remove(id) { removed.append(id) }
            try writer.finish()
            return removed
        }
    }

    /// Writes the passages of a large document where nobody sees them, a part at a time.
    private func stage(_ document: PreparedDocument) async throws -> Int {
        let content = try await database.write { connection in
            let content = try BatchWriter.nextContent(connection)
            try connection.execute(
                "INSERT INTO staged (content, document_id, started_at) VALUES (?, ?, strftime('%s', 'now'))",
                [.init(content), .text(document.fields.id)]
            )
            return content
        }
        let size = limits.passagesPerTransaction
        for start in stride(from: 0, to: document.passages.count, by: size) {
            let part = start..<min(start + size, document.passages.count)
            try await database.write { connection in
                try BatchWriter.insert(part, of: document, content: content, connection)
            }
        }
        return content
    }

    /// Removes what was begun more than an hour ago and never shown: whoever wrote it is gone.
    func sweep() async throws {
        let old = "SELECT content FROM staged WHERE started_at < strftime('%s', 'now') - 3600"
        let isClean = try await database.read { try $0.first(old + " LIMIT 1") == nil }
        guard !isClean else { return }
        try await database.write { connection in
            try connection.execute("DELETE FROM passages WHERE content IN (\(old))")
            try connection.execute("DELETE FROM staged WHERE started_at < strftime('%s', 'now') - 3600")
        }
    }
}
