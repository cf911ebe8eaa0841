package import Core
package import Hummingbird
package import ServiceKit

/// Every route of the predictor.
package struct PredictorRoutes {
    private let board: ForecastBoard
    private let engine: ForecastEngine
    private let scores: any AccuracyRepository
    private let adminGuard: AdminGuard
    private let clock: WallClock

    package init(
        board: ForecastBoard,
        engine: ForecastEngine,
        scores: any AccuracyRepository,
        adminGuard: AdminGuard,
        clock: WallClock
    ) {
        self.board = board
        self.engine = engine
        self.scores = scores
        self.adminGuard = adminGuard
        self.clock = clock
    }

    /// Adds the routes to `router`.
    package func add(to router: Router<AppRequestContext>) {
        PredictionsController(board: board, clock: clock).addRoutes(to: router)
        AccuracyController(board: board, repository: scores, clock: clock).addRoutes(to: router)
        ModelsController(engine: engine, adminGuard: adminGuard).addRoutes(to: router)
        OpenAPIController().addRoutes(to: router)
    }
}
