package import ArgumentParser
import Blocking
import SQLite
package import ServiceKit

/// `predictor serve`: forecasts every snapshot, scores every forecast and answers requests.
package struct ServeCommand: ServiceCommand {
    package static let serviceName = "predictor"
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Forecast every snapshot and serve the forecasts (the default)."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        Allocator.preferSteadyCycles()
        let database = try await LedgerDatabase.open(varDirectory: runtime.common.varDirectory)
        let parts = try PredictorParts(runtime, database: database)
        let router = runtime.makeRouter()
        parts.addRoutes(to: router, runtime: runtime)
        try await runtime.serve(router: router, health: parts.health(runtime), services: parts.services(runtime))
        // The hour's sums by station; what cannot be written now is in the history and can be recomputed.
        _ = try? await parts.stations.flush()
        await database.close()
    }
}
