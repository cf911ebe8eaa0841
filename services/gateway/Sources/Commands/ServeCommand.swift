package import ArgumentParser
package import ServiceKit

/// `gateway serve`.
package struct ServeCommand: ServiceCommand {
    package static let serviceName = "gateway"
    package static let tlsSetting: String? = "TLS_CERT_FILE"
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve until SIGTERM or SIGINT (the default)."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        let gateway = try await Gateway(
            runtime: runtime,
            configuration: GatewayConfiguration(reader: runtime.reader)
        )
        try await runtime.serve(gateway.server(), services: gateway.services)
    }
}
