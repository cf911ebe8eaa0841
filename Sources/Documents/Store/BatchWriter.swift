import Core
import Retrieval
import SQLite

/// Writes changes inside one transaction, counting the store's revision on with each document.
struct BatchWriter {
    private struct Existing {
        var origin: String
        var hash: [UInt8]
        var content: Int
        var version: Int
        var passages: Int
    }

    private let connection: SQLiteConnection
    /// Nil: documents of any origin may be removed.
    private let origin: String?
    private let limits: SQLiteDocumentRepository.Limits
    private let firstRevision: Int
    private var revision: Int
    private var hasNewRemovals = false
    private let knowsRemovals: Bool

    init(connection: SQLiteConnection, origin: String?, limits: SQLiteDocumentRepository.Limits) throws {
        self.connection = connection
        self.origin = origin
        self.limits = limits
        guard let row = try connection.first("SELECT revision FROM store") else {
            throw SQLiteError(.corrupt, "the store has no revision")
        }
        revision = try row.get("revision")
        firstRevision = revision
        knowsRemovals = try connection.first("SELECT 1 FROM removed LIMIT 1") != nil
    }

    mutating func write(_ batch: DocumentBatch, staged: [String: Int]) throws -> BatchOutcome {
        var outcome = BatchOutcome()
        for document in batch.documents {
            let id = document.fields.id
            let existing = try existing(id)
            if let existing, existing.origin != batch.origin {
                outcome.refused[id] = existing.origin
            } else if let existing, existing.hash == document.fingerprint {
                // Another process was faster, or nobody asked before.
                outcome.unchanged.append(id)
            } else {
                try put(document, batch, existing: existing, staged: staged[id])
                if existing == nil { outcome.added.append(id) } else { outcome.changed.append(id) }
                continue
            }
            if let content = staged[id] { try discard(content) }
        }
        for vector in batch.vectors {
            // A document that was refused has no use for its vectors.
            let sql = "SELECT 1 FROM passages WHERE text_hash = ? LIMIT 1"
            guard try connection.first(sql, [.blob(vector.textHash)]) != nil else { continue }
            try VectorRow.insert(vector, connection)
        }
        for id in batch.removals where try remove(id) { outcome.removed.append(id) }
        for (name, value) in batch.notes {
            try connection.execute(
                "INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)",
                [.text(name), .text(value)]
            )
        }
        return outcome
    }

    /// Removes a document when it is there and of the batch's origin.
    mutating func remove(_ id: String) throws -> Bool {
        guard let existing = try existing(id), origin == nil || existing.origin == origin else { return false }
        revision += 1
        try remember(id, 1..<(existing.passages + 1))
        try discard(existing.content)
        try connection.execute("DELETE FROM documents WHERE id = ?", [.text(id)])
        return true
    }

    /// Stores the revision, and forgets the oldest removals beyond the limit.
    func finish() throws {
        guard revision != firstRevision else { return }
        try connection.execute("UPDATE store SET revision = ?", [.init(revision)])
        guard hasNewRemovals else { return }
        let beyond = try connection.first(
            "SELECT revision FROM removed ORDER BY revision DESC LIMIT 1 OFFSET ?",
            [.init(limits.rememberedRemovals)]
        )
        guard let beyond else { return }
        try connection.execute("UPDATE store SET pruned = ?", [beyond[0]])
        try connection.execute("DELETE FROM removed WHERE revision <= ?", [beyond[0]])
    }

    // MARK: - Steps

    private func existing(_ id: String) throws -> Existing? {
        let sql = "SELECT origin, hash, content, version, passages FROM documents WHERE id = ?"
        guard let row = try connection.first(sql, [.text(id)]) else { return nil }
        return Existing(
            origin: try row.get("origin"),
            hash: try row.get("hash"),
            content: try row.get("content"),
            version: try row.get("version"),
            passages: try row.get("passages")
        )
    }

    private mutating func put(
        _ document: PreparedDocument,
        _ batch: DocumentBatch,
        existing: Existing?,
        staged: Int?
    ) throws {
        let id = document.fields.id
        let content = try staged ?? Self.nextContent(connection)
        if staged != nil {
            try takeOver(content, of: document)
        } else {
            try Self.insert(document.passages.indices, of: document, content: content, connection)
        }
        revision += 1
        let old = existing?.passages ?? 0
        let new = document.passages.count
        if old > new { try remember(id, (new + 1)..<(old + 1)) }
        if new > old, knowsRemovals || hasNewRemovals { try forget(id, (old + 1)..<(new + 1)) }
        if let existing { try discard(existing.content) }
        try show(document, content: content, version: (existing?.version ?? 0) + 1, batch)
    }

    /// Makes `content` what the document shows.
    private func show(_ document: PreparedDocument, content: Int, version: Int, _ batch: DocumentBatch) throws {
        let fields = document.fields
        let isIncomplete = batch.withoutVectors.contains(fields.id)
        let state: StoredDocument.State = isIncomplete ? .withoutVectors : .ready
        try connection.execute(
            """
            INSERT OR REPLACE INTO documents (\(DocumentRow.columns), content)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(fields.id), .text(batch.origin), .text(document.path), .init(version),
                .blob(document.fingerprint), .text(fields.title), .text(fields.kind), .text(fields.topic),
                .text(fields.language), .init(fields.district), .init(fields.date), .text(fields.source),
                .init(fields.sourceURL), .text(state.rawValue), .init(document.passages.count), .init(revision),
                .integer(batch.at.milliseconds), .init(content),
            ]
        )
    }

    /// Checks that everything that was staged is still there.
    private func takeOver(_ content: Int, of document: PreparedDocument) throws {
        let row = try connection.first("SELECT COUNT(*) AS n FROM passages WHERE content = ?", [.init(content)])
        guard try row?.get("n", as: Int.self) == document.passages.count else {
            throw DocumentError(.conflict, document.fields.id, "its parts were swept away meanwhile; index it again")
        }
        try connection.execute("DELETE FROM staged WHERE content = ?", [.init(content)])
    }

    /// Removes passages, and vectors of texts that no other passage has.
    private func discard(_ content: Int) throws {
        try connection.execute(
            """
            DELETE FROM vectors WHERE text_hash IN (SELECT text_hash FROM passages WHERE content = ?1)
            AND NOT EXISTS (
                SELECT 1 FROM passages p WHERE p.text_hash = vectors.text_hash AND p.content != ?1
            )
            """,
            [.init(content)]
        )
        try connection.execute("DELETE FROM passages WHERE content = ?", [.init(content)])
        try connection.execute("DELETE FROM staged WHERE content = ?", [.init(content)])
    }

    private mutating func remember(_ id: String, _ ordinals: Range<Int>) throws {
        hasNewRemovals = true
        for ordinal in ordinals {
            try connection.execute(
                "INSERT OR REPLACE INTO removed (passage_id, revision) VALUES (?, ?)",
                [.text("\(id)#\(ordinal)"), .init(revision)]
            )
        }
    }

    private func forget(_ id: String, _ ordinals: Range<Int>) throws {
        for ordinal in ordinals {
            try connection.execute("DELETE FROM removed WHERE passage_id = ?", [.text("\(id)#\(ordinal)")])
        }
    }

    // MARK: - Shared with staging

    static func nextContent(_ connection: SQLiteConnection) throws -> Int {
        let sql = "UPDATE store SET next_content = next_content + 1 RETURNING next_content - 1 AS content"
        guard let row = try connection.first(sql) else { throw SQLiteError(.corrupt, "the store has no counter") }
        return try row.get("content")
    }

    static func insert(
        _ part: Range<Int>,
        of document: PreparedDocument,
        content: Int,
        _ connection: SQLiteConnection
    ) throws {
        for index in part {
            let passage = document.passages[index]
            try connection.execute(
                "INSERT INTO passages (content, ordinal, heading, text, keywords, text_hash) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .init(content), .init(index + 1), .text(passage.heading), .text(passage.text),
                    .text(passage.keywords), .blob(document.textHashes[index]),
                ]
            )
        }
    }
}
