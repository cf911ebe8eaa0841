package import ArgumentParser
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
        let redis = try runtime.makeRedisClient()
        let router = runtime.makeRouter()
        RAGRoutes(admin: runtime.adminGuard).add(to: router)
        try await runtime.serve(router: router, health: [RedisHealth(redis)], services: [RedisService(redis)])
    }
}
