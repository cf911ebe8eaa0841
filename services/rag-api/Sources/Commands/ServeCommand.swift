package import ArgumentParser
import SQLite
package import ServiceKit

/// `rag-api serve`.
package struct ServeCommand: ServiceCommand {
    package static let serviceName = "rag-api"
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve until SIGTERM or SIGINT (the default)."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        let (database, repository) = try await DocumentsDatabase.open(varDirectory: runtime.common.varDirectory)
        let parts = try RAGParts(runtime, repository: repository)
        try await parts.prepare()
        let router = runtime.makeRouter()
        parts.addRoutes(to: router)
        try await runtime.serve(router: router, health: parts.health, services: parts.services)
        await database.close()
    }
}
