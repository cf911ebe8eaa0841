package import Core
package import Hummingbird
package import ServiceKit

/// Every route of the predictor.
package struct PredictorRoutes {
    private let board: ForecastBoard
    private let engine: ForecastEngine
    private let scores: any AccuracyRepository
    private let stations: StationAccuracyLedger?
    private let models: ModelsController
    private let clock: WallClock

    package init(
        board: ForecastBoard,
        engine: ForecastEngine,
        scores: any AccuracyRepository,
        stations: StationAccuracyLedger? = nil,
        director: ModelDirector,
        registry: ModelRegistry,
        jobs: RetrainJobs,
        adminGuard: AdminGuard,
        clock: WallClock
    ) {
        self.board = board
        self.engine = engine
        self.scores = scores
        self.stations = stations
        models = ModelsController(
            engine: engine,
            director: director,
            registry: registry,
            jobs: jobs,
            adminGuard: adminGuard
        )
        self.clock = clock
    }

    /// Adds the routes to `router`.
    package func add(to router: Router<AppRequestContext>) {
        PredictionsController(board: board, clock: clock).addRoutes(to: router)
        let engine = engine
        AccuracyController(
            board: board,
            repository: scores,
            stations: stations,
            districts: { await engine.districts },
            clock: clock
        ).addRoutes(to: router)
        models.addRoutes(to: router)
        OpenAPIController().addRoutes(to: router)
    }
}
