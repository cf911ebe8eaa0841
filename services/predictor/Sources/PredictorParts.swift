import Core
import History
import Hummingbird
import LiveStore
import Redis
import SQLite
import ServiceKit
import ServiceLifecycle

/// The running predictor's parts, wired.
struct PredictorParts {
    let redis: RedisClient
    let blocking: [RedisClient]
    let board = ForecastBoard()
    let engine = ForecastEngine()
    let scores: SQLiteAccuracyRepository
    let stations: StationAccuracyLedger
    let history: HistoryStore
    let pipeline: ForecastPipeline
    let registry: ModelRegistry
    let director: ModelDirector
    let jobs: RetrainJobs
    let configuration: PredictorConfiguration

    init(_ runtime: ServiceRuntime, database: SQLiteDatabase) throws {
        configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        redis = try runtime.makeRedisClient()
        blocking = [try runtime.makeRedisClient(), try runtime.makeRedisClient()]
        scores = SQLiteAccuracyRepository(database: database)
        stations = StationAccuracyLedger(repository: scores)
        history = HistoryStore(rootPath: configuration.historyPath)
        let metrics = PredictorMetrics(registry: runtime.metrics)
        pipeline = ForecastPipeline(
            engine: engine,
            board: board,
            publisher: LivePublisher(redis: redis, clock: runtime.clock),
            leases: Leases(redis: redis, owner: runtime.instanceID),
            ledger: ForecastLedger(
                scores: scores,
                stations: stations,
                pending: SQLitePendingForecastRepository(database: database),
                history: history,
                retentionDays: configuration.accuracyDays,
                metrics: metrics,
                logger: runtime.logger
            ),
            historyRequests: HistoryRequests(),
            clock: runtime.clock,
            metrics: metrics,
            logger: runtime.logger
        )
        let clock = runtime.clock
        registry = ModelRegistry(store: try configuration.models.makeStore()) { clock.now() }
        director = ModelDirector(
            registry: registry,
            engine: engine,
            rollbackHours: configuration.models.rollbackHours,
            clock: clock,
            logger: runtime.logger
        ) { [pipeline] in await pipeline.forecastIfDue() }
        jobs = RetrainJobs(
            settings: configuration.models,
            historyPath: configuration.historyPath,
            registry: registry,
            director: director,
            engine: engine,
            clock: clock,
            logger: runtime.logger
        )
        let board = board
        runtime.metrics.gauge(
            "predictor_forecast_age_seconds",
            help: "Age of the data under the forecast that is served, by the suite's clock."
        ) { board.current?.document.header.ageSeconds(at: clock.now()) }
    }

    func addRoutes(to router: Router<AppRequestContext>, runtime: ServiceRuntime) {
        PredictorRoutes(
            board: board,
            engine: engine,
            scores: scores,
            stations: stations,
            director: director,
            registry: registry,
            jobs: jobs,
            adminGuard: runtime.adminGuard,
            clock: runtime.clock
        ).add(to: router)
    }

    func health(_ runtime: ServiceRuntime) -> [any HealthComponent] {
        [RedisHealth(redis)]
            + PredictorHealth(
                board: board,
                engine: engine,
                director: director,
                scores: scores,
                history: history,
                clock: runtime.clock
            ).components
    }

    /// In the order they start: connections, what needs them.
    func services(_ runtime: ServiceRuntime) -> [any Service] {
        [RedisService(redis)] + blocking.map { RedisService($0) } + [
            ModelWatch(director: director, interval: configuration.models.checkInterval),
            RetrainWorker(
                jobs: jobs,
                director: director,
                engine: engine,
                trainsAtStart: configuration.models.trainsAtStart
            ),
            HistoryLearning(
                engine: engine,
                pipeline: pipeline,
                history: history,
                days: configuration.learnDays,
                logger: runtime.logger
            ),
            ForecastScheduler(
                pipeline: pipeline,
                snapshots: follower(RedisKeys.realtimeSnapshot, RedisKeys.snapshotEvents, blocking[0], runtime),
                forecasts: follower(RedisKeys.predictionSnapshot, RedisKeys.predictionEvents, blocking[1], runtime),
                redis: redis,
                clock: runtime.clock,
                intervalSeconds: configuration.intervalSeconds
            ),
        ]
    }

    private func follower(
        _ key: String,
        _ stream: String,
        _ blocking: RedisClient,
        _ runtime: ServiceRuntime
    ) -> DocumentFollower {
        DocumentFollower(redis: redis, blocking: blocking, key: key, stream: stream, logger: runtime.logger)
    }
}
