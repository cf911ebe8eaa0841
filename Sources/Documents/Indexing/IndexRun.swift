import Retrieval

/// One run of an indexer: collects documents, writes them in batches and counts.
struct IndexRun {
    private let indexer: DocumentIndexer
    private let origin: String
    private var report = IndexReport()
    private let started = ContinuousClock.now
    /// Where each id of the run came from.
    private var seen: [String: String] = [:]
    /// Files that could not be read, wholly or in part: what they brought before stays.
    private var failedPaths: Set<String> = []
    private var pending: [PreparedDocument] = []
    private var pendingPassages = 0
    private var isEmbedderDown = false

    init(indexer: DocumentIndexer, origin: String) {
        self.indexer = indexer
        self.origin = origin
    }

    mutating func fail(_ failure: DocumentFailure, path: String) {
        report.fail(failure)
        if !path.isEmpty { failedPaths.insert(path) }
    }

    /// Reads an input and takes its documents.
    mutating func add(_ input: DocumentInput) async throws {
        let parsed = indexer.parser.parse(input)
        for failure in parsed.failures { fail(failure, path: input.name) }
        for document in parsed.documents {
            var document = document
            document.path = input.name
            take(PreparedDocument(document, cutter: indexer.cutter))
            let limits = indexer.limits
            if pendingPassages >= limits.passagesPerBatch || pending.count >= limits.documentsPerBatch {
                try await flush()
            }
        }
    }

    /// Takes a document unless the run had one with its id already.
    mutating func take(_ document: PreparedDocument) {
        let id = document.fields.id
        let name = document.path.isEmpty ? id : document.path
        if let first = seen[id] {
            let message = "the id \(id) is that of \(first) already; give one of them another"
            return fail(DocumentFailure(name, DocumentError(.idTaken, name, message)), path: document.path)
        }
        seen[id] = name
        pending.append(document)
        pendingPassages += document.passages.count
    }

    /// Writes what was collected; nothing at all when nothing changed.
    mutating func flush(removals: [String] = [], notes: [String: String] = [:]) async throws {
        try Task.checkCancellation()
        var batch = DocumentBatch(origin: origin, removals: removals, notes: notes, at: indexer.now())
        batch.documents = try await changed()
        (pending, pendingPassages) = ([], 0)
        guard !batch.documents.isEmpty || !removals.isEmpty || !notes.isEmpty else { return }
        try await embed(&batch)
        count(try await indexer.repository.write(batch), of: batch)
    }

    /// Removes documents of the origin that the run did not see.
    mutating func removeUnseen() async throws {
        var after: String?
        while true {
            try Task.checkCancellation()
            let stored = try await indexer.repository.paths(origin: origin, after: after, limit: 1_000)
            guard let last = stored.last else { return }
            let gone = stored.filter { seen[$0.id] == nil && !mayComeBack($0.path) }.map(\.id)
            if !gone.isEmpty { try await flush(removals: gone) }
            after = last.id
        }
    }

    /// The report, once everything is written.
    mutating func finish() async throws -> IndexReport {
        if !pending.isEmpty { try await flush() }
        report.seconds = started.duration(to: .now) / .seconds(1)
        return report
    }

    // MARK: - Steps

    /// Whether a path or a folder above it failed.
    private func mayComeBack(_ path: String) -> Bool {
        guard !failedPaths.isEmpty else { return false }
        return failedPaths.contains(path) || failedPaths.contains { path.hasPrefix($0 + "/") }
    }

    /// The collected documents that are new or changed.
    private mutating func changed() async throws -> [PreparedDocument] {
        guard !pending.isEmpty else { return [] }
        let known = try await indexer.repository.known(pending.map(\.fields.id))
        var changed: [PreparedDocument] = []
        for document in pending {
            let stored = known[document.fields.id]
            if let stored, stored.origin != origin {
                refuse(document.fields.id, stored.origin)
            } else if stored?.fingerprint == document.fingerprint {
                report.unchanged += 1
            } else {
                changed.append(document)
            }
        }
        return changed
    }

    /// Adds the vectors that are not stored yet. Once the embedder failed it is left alone for the rest of the run.
    private mutating func embed(_ batch: inout DocumentBatch) async throws {
        guard let embedder = indexer.embedder else { return }
        let hashes = batch.documents.flatMap(\.textHashes)
        var known = Set(try await indexer.repository.vectors(of: embedder.name, textHashes: hashes).keys)
        var missing: [Passage] = []
        for document in batch.documents {
            for (passage, hash) in zip(document.passages, document.textHashes) where known.insert(hash).inserted {
                missing.append(passage)
            }
        }
        for start in stride(from: 0, to: missing.count, by: indexer.limits.textsPerCall) {
            let part = Array(missing[start..<min(start + indexer.limits.textsPerCall, missing.count)])
            if isEmbedderDown { break }
            do {
                batch.vectors += try await PassageEmbedding(embedder: embedder).vectors(part)
            } catch {
                try Task.checkCancellation()
                isEmbedderDown = true
                report.embeddingFailure = "\(error)"
            }
        }
        let lacking = Set(missing.map(\.embeddingHash)).subtracting(batch.vectors.map(\.textHash))
        guard !lacking.isEmpty else { return }
        for document in batch.documents {
            let count = document.textHashes.count(where: lacking.contains)
            if count > 0 { batch.withoutVectors.insert(document.fields.id) }
            report.withoutVectors += count
        }
    }

    private mutating func count(_ outcome: BatchOutcome, of batch: DocumentBatch) {
        report.added += outcome.added.count
        report.changed += outcome.changed.count
        report.unchanged += outcome.unchanged.count
        report.removed += outcome.removed.count
        for (id, origin) in outcome.refused.sorted(by: { $0.key < $1.key }) { refuse(id, origin) }
        let written = Set(outcome.added + outcome.changed)
        for document in batch.documents where written.contains(document.fields.id) {
            report.passages += document.passages.count
        }
    }

    private mutating func refuse(_ id: String, _ owner: String) {
        let name = seen[id] ?? id
        let message = "the id \(id) belongs to a document of '\(owner)'; choose another or remove that one first"
        report.fail(DocumentFailure(name, DocumentError(.idTaken, name, message)))
    }
}
