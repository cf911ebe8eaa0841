import Blocking
import Core
import Curl
import Documents
import Hummingbird
import LiveStore
import Logging
import Redis
import Retrieval
import ServiceKit
import ServiceLifecycle

/// The running assistant's parts, wired.
struct RAGParts {
    let configuration: RAGConfiguration
    private let runtime: ServiceRuntime
    private let redis: RedisClient
    private let blocking: [RedisClient]
    private let client: HTTPClient
    private let repository: any DocumentRepository
    private let indexer: DocumentIndexer
    private let keeper: IndexKeeper
    private let engine: RetrievalEngine
    private let search: AskedSearch
    private let providers: ModelProviders
    private let supervisor: ProviderSupervisor
    private let board: BoardFollower?
    private let city = LiveCity()
    private let catalog = PassageCatalog()
    private let metrics: RAGMetrics

    init(_ runtime: ServiceRuntime, repository: any DocumentRepository) throws {
        self.runtime = runtime
        self.repository = repository
        configuration = try RAGConfiguration(reader: runtime.reader, common: runtime.common)
        redis = try runtime.makeRedisClient()
        blocking = [try runtime.makeRedisClient(), try runtime.makeRedisClient()]
        client = HTTPClient(configuration: HTTPClientConfiguration(maximumConnections: 64), logger: runtime.logger)
        metrics = RAGMetrics(registry: runtime.metrics)
        providers = try ModelProviders(configuration, client: client)
        let clock = runtime.clock
        indexer = DocumentIndexer(repository: repository, embedder: providers.embedder) { clock.now() }
        engine = RetrievalEngine(PassageIndex())
        search = AskedSearch(engine)
        keeper = IndexKeeper(
            repository: repository,
            configuration: IndexConfiguration(),
            catalog: catalog,
            metrics: metrics,
            file: IndexFile(varDirectory: runtime.common.varDirectory)
        ) { [search] in search.replace(index: $0) }
        supervisor = ProviderSupervisor(
            embedder: providers.embedder,
            reranker: providers.reranker,
            store: providers.store,
            engine: engine,
            keeper: keeper,
            metrics: metrics,
            logger: runtime.logger
        )
        board = configuration.boardURL.map { [client, indexer, keeper, metrics] url in
            BoardFollower(
                url: url,
                client: client,
                indexer: indexer,
                keeper: keeper,
                metrics: metrics,
                logger: runtime.logger
            )
        }
    }

    /// Brings the corpus into the repository and the index into service; models that do not answer hold nothing up.
    func prepare() async throws {
        if let corpus = CorpusFolder.find(configured: configuration.corpusDirectory) {
            try await indexCorpus(corpus)
        } else {
            runtime.logger.warning("There is no corpus folder; answers come from other documents only")
        }
        await keeper.restore()
        try await keeper.refresh()
        await supervisor.examine()
        Allocator.giveBack()
    }

    /// A folder that cannot be read leaves the documents of earlier starts as they are.
    private func indexCorpus(_ folder: String) async throws {
        do {
            let report = try await indexer.sync(FolderSource(path: folder), origin: "corpus")
            runtime.logger.info(
                "Corpus indexed",
                metadata: [
                    "path": "\(folder)", "added": "\(report.added)", "changed": "\(report.changed)",
                    "removed": "\(report.removed)", "failed": "\(report.failureCount)",
                ]
            )
        } catch let error as DocumentError {
            runtime.logger.error("Corpus cannot be read", metadata: ["path": "\(folder)", "error": "\(error)"])
        }
    }

    func addRoutes(to router: Router<AppRequestContext>) {
        var parts = Assistant.Parts(search: search, catalog: catalog, city: city, clock: runtime.clock)
        parts.likeness = { [search] question, language in search.routeLikeness(question, language) }
        parts.model = providers.model
        RAGRoutes(
            assistant: Assistant(parts),
            search: search,
            catalog: catalog,
            documents: DocumentParts(repository: repository, indexer: indexer, keeper: keeper),
            admin: runtime.adminGuard,
            clock: runtime.clock,
            metrics: metrics
        ).add(to: router)
    }

    var health: [any HealthComponent] {
        [RedisHealth(redis)]
            + RAGHealth(
                keeper: keeper,
                city: city,
                clock: runtime.clock,
                providers: providers,
                supervisor: supervisor,
                board: board
            ).components
    }

    /// In the order they start: connections, what needs them.
    var services: [any Service] {
        var services: [any Service] = [RedisService(redis)] + blocking.map { RedisService($0) }
        services.append(
            LiveCityFollower(
                city: city,
                snapshots: follower(RedisKeys.realtimeSnapshot, RedisKeys.snapshotEvents, blocking[0]),
                forecasts: follower(RedisKeys.predictionSnapshot, RedisKeys.predictionEvents, blocking[1]),
                logger: runtime.logger
            )
        )
        services.append(IndexRefresher(keeper: keeper, indexer: indexer, logger: runtime.logger))
        if let board { services.append(board) }
        if providers.embedder != nil || providers.reranker != nil { services.append(supervisor) }
        if let store = providers.store, let embedder = providers.embedder {
            services.append(
                VectorStoreMirror(repository: repository, store: store, embedder: embedder, logger: runtime.logger)
            )
        }
        return services
    }

    private func follower(_ key: String, _ stream: String, _ blocking: RedisClient) -> DocumentFollower {
        DocumentFollower(redis: redis, blocking: blocking, key: key, stream: stream, logger: runtime.logger)
    }
}
