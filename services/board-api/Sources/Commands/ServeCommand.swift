package import ArgumentParser
package import ServiceKit

/// `board-api serve`.
package struct ServeCommand: ServiceCommand {
    package static let serviceName = "board-api"
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve until SIGTERM or SIGINT (the default)."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try BoardConfiguration(
            reader: runtime.reader,
            varDirectory: runtime.common.varDirectory
        )
        let keeper = DatabaseKeeper(location: configuration.database, logger: runtime.logger)
        let health = [keeper.component]
        let router = runtime.makeRouter()
        BoardRoutes().add(to: router)
        ActuatorRoutes(runtime: runtime, health: health).add(to: router)
        try await runtime.serve(router: router, health: health, services: [keeper])
    }
}
