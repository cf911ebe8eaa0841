package import Core
package import Retrieval

/// Brings documents from folders, requests and the board into a repository: what did not change costs nothing.
package struct DocumentIndexer: Sendable {
    let repository: any DocumentRepository
    /// Nil: passages are kept without vectors.
    let embedder: (any Embedder)?
    let parser: DocumentParser
    let cutter: PassageCutter
    let limits: IndexingLimits
    let now: @Sendable () -> Timestamp

    /// An indexer that writes to `repository`; `now` says when.
    package init(
        repository: any DocumentRepository,
        embedder: (any Embedder)? = nil,
        parser: DocumentParser = DocumentParser(),
        cutter: PassageCutter = PassageCutter(),
        limits: IndexingLimits = IndexingLimits(),
        now: @escaping @Sendable () -> Timestamp = WallClock.realNow
    ) {
        self.repository = repository
        self.embedder = embedder
        self.parser = parser
        self.cutter = cutter
        self.limits = limits
        self.now = now
    }

    /// Adds or replaces the documents of `inputs`; others stay. Throws when the repository fails.
    @concurrent
    package func index(_ inputs: [DocumentInput], origin: String) async throws -> IndexReport {
        var run = IndexRun(indexer: self, origin: origin)
        for input in inputs { try await run.add(input) }
        return try await run.finish()
    }

    /// Makes the documents of `origin` those of a folder: what is gone there is removed, unless it could not be read.
    @concurrent
    package func sync(_ folder: FolderSource, origin: String) async throws -> IndexReport {
        var run = IndexRun(indexer: self, origin: origin)
        let listing = try await folder.list()
        for failure in listing.failures { run.fail(failure, path: failure.name) }
        for file in listing.files {
            let input: DocumentInput
            do throws(DocumentError) {
                input = try await folder.read(file)
            } catch {
                run.fail(DocumentFailure(file.name, error), path: file.name)
                continue
            }
            try await run.add(input)
        }
        try await run.flush()
        try await run.removeUnseen()
        return try await run.finish()
    }

    /// Takes a page of the board and remembers how far that was, in one transaction.
    @concurrent
    package func apply(_ page: BoardFeedPage) async throws -> IndexReport {
        var run = IndexRun(indexer: self, origin: BoardFeed.origin)
        for failure in page.failures { run.fail(failure, path: "") }
        for document in page.documents { run.take(PreparedDocument(document, cutter: cutter)) }
        try await run.flush(removals: page.removals, notes: [BoardFeed.cursorNote: page.next])
        return try await run.finish()
    }

    /// How far the board was followed; nil: not at all yet.
    package func boardCursor() async throws -> String? {
        try await repository.note(BoardFeed.cursorNote)
    }

    /// Removes what came from the board and how far it was followed, in one transaction.
    @concurrent
    package func forgetBoard() async throws {
        var ids: [String] = []
        var page: [String]
        repeat {
            page = try await repository.paths(origin: BoardFeed.origin, after: ids.last, limit: 1_000).map(\.id)
            ids += page
        } while !page.isEmpty
        var run = IndexRun(indexer: self, origin: BoardFeed.origin)
        try await run.flush(removals: ids, notes: [BoardFeed.cursorNote: ""])
        _ = try await run.finish()
    }

    /// Removes documents of any origin; returns the ids that were there. A folder brings its own back with the next sync.
    package func remove(_ ids: [String]) async throws -> [String] {
        try await repository.remove(ids)
    }

    /// Gives vectors to passages that have none, `limit` of them at most, and returns how many got one.
    ///
    /// Throws what the embedder throws; what was done until then is kept.
    @concurrent
    package func embedMissing(limit: Int = 10_000) async throws -> Int {
        guard let embedder else { return 0 }
        var done = 0
        var position: PassagePosition?
        while done < limit {
            try Task.checkCancellation()
            let next = try await repository.passages(
                without: embedder.name,
                after: position,
                limit: min(limits.textsPerCall, limit - done)
            )
            guard let last = next.last else { break }
            let vectors = try await PassageEmbedding(embedder: embedder).vectors(next.map(\.passage))
            try await repository.add(vectors)
            done += next.count
            position = last.position
        }
        return done
    }
}
