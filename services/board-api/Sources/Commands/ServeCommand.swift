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
        let board = try await Board(
            runtime: runtime,
            configuration: configuration,
            objects: try configuration.makeObjectStore()
        )
        try await runtime.serve(
            router: board.makeRouter(),
            health: board.health,
            services: board.services,
            // Whoever asks at once whether it is ready should not be told no, and believe it for a while.
            beforeServerStarts: { try await board.keeper.waitForDatabase(atMost: .seconds(1)) }
        )
    }
}
