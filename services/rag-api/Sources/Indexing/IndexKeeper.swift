package import Documents
package import Retrieval

/// Keeps the searchable index in step with the repository: reads what changed, hands each new version on.
package actor IndexKeeper {
    private let repository: any DocumentRepository
    private var configuration: IndexConfiguration
    private let catalog: PassageCatalog
    private let metrics: RAGMetrics?
    private let file: IndexFile?
    private let serve: @Sendable (PassageIndex) async -> Void
    private var index: PassageIndex
    private var cursor = PassageCursor.start
    private var isRefreshing = false
    private var state = State()
    private var savedRevision = -1
    private static let passagesPerPage = 5_000

    /// What is known of the index, for health.
    package struct State: Sendable {
        package var passages = 0
        package var revision = 0
        /// Whether the repository was read to its end at least once.
        package var isLoaded = false
        package var lastRead: ContinuousClock.Instant?
        package var problem: String?
    }

    /// `serve` takes each version into service.
    package init(
        repository: any DocumentRepository,
        configuration: IndexConfiguration,
        catalog: PassageCatalog,
        metrics: RAGMetrics? = nil,
        file: IndexFile? = nil,
        serve: @escaping @Sendable (PassageIndex) async -> Void
    ) {
        self.repository = repository
        self.configuration = configuration
        self.catalog = catalog
        self.metrics = metrics
        self.file = file
        self.serve = serve
        index = PassageIndex(configuration: configuration)
    }

    package var status: State { state }

    /// The index as it is now, with the place in the repository it stands for.
    package var current: (index: PassageIndex, cursor: PassageCursor) { (index, cursor) }

    /// Begins with the index that was saved, where it is one of the same configuration.
    package func restore() async {
        guard let saved = await file?.load(), saved.index.configuration == configuration else { return }
        (index, cursor) = saved
        savedRevision = saved.cursor.revision
    }

    /// Saves the index where it has changed since the last time.
    package func save() async throws {
        guard let file, state.isLoaded, cursor.revision != savedRevision else { return }
        let (index, cursor) = (index, cursor)
        try await file.save(index, cursor: cursor)
        savedRevision = cursor.revision
    }

    /// Makes the index anew where it is to have other vectors from now on.
    package func reconfigure(_ configuration: IndexConfiguration) async throws {
        guard configuration != self.configuration else { return }
        self.configuration = configuration
        index = PassageIndex(configuration: configuration)
        cursor = .start
        savedRevision = -1
        state.isLoaded = false
        try await refresh()
    }

    /// Takes over what changed in the repository. Returns whether anything did; throws when it cannot be read.
    @discardableResult
    package func refresh() async throws -> Bool {
        // While one refresh waits for the disk another would read the same pages.
        guard !isRefreshing else { return false }
        isRefreshing = true
        defer { isRefreshing = false }
        do {
            let changed = try await readChanges()
            if changed || !state.isLoaded { await publish() }
            state.problem = nil
            state.lastRead = .now
            return changed
        } catch {
            state.problem = "the repository cannot be read"
            throw error
        }
    }

    private func readChanges() async throws -> Bool {
        var changed = false
        let embedder = configuration.givenEmbedder
        while true {
            let page = try await repository.changes(since: cursor, vectorsOf: embedder, limit: Self.passagesPerPage)
            if page.isReset { index = PassageIndex(configuration: configuration) }
            if page.isReset || !page.added.isEmpty || !page.removed.isEmpty {
                // A passage whose vector is not there yet is found by its words; a vector of no numbers says so.
                let vectors = page.vectors.map { $0 ?? [] }
                index.update(adding: page.added, vectors: vectors, removing: page.removed)
                changed = true
            }
            cursor = page.cursor
            guard page.hasMore else { return changed }
        }
    }

    private func publish() async {
        catalog.update(PassageFacts(index.passages))
        await serve(index)
        (state.passages, state.revision, state.isLoaded) = (index.count, cursor.revision, true)
        metrics?.indexed(passages: index.count)
    }
}

extension PassageFacts {
    /// What the passages of an index have.
    package init(_ passages: [Passage]) {
        self.init()
        self.passages = passages.count
        var documents: Set<String> = []
        for passage in passages {
            documents.insert(passage.documentID)
            if !AskIndex.exampleKinds.contains(passage.kind) { kinds.insert(passage.kind) }
            languages.insert(passage.language)
            if let district = passage.district { districts.insert(district) }
        }
        self.documents = documents.count
        // Examples of routes are misspelt as riders misspell, and speak of cafés and car parks.
        let guide = passages.filter { $0.kind != Self.postKind && $0.kind != AskIndex.routeKind }
        spelling = SpellingVocabulary(guide.flatMap { [$0.title, $0.text, $0.keywords] })
    }
}

extension IndexConfiguration {
    /// Whose vectors have to be read from the repository; nil where the index makes its own or has none.
    package var givenEmbedder: String? {
        if case .given(let embedder, _) = vectors { embedder } else { nil }
    }
}
