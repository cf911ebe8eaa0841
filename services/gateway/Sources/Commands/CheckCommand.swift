package import ArgumentParser
package import ServiceKit

/// `gateway check`: shows what the settings amount to, without opening a port or asking a service.
package struct CheckCommand: ServiceCommand {
    package static let serviceName = "gateway"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Print the configuration and the routes; exits 1 when something would not work."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        let report = CheckReport(
            common: runtime.common,
            configuration: try GatewayConfiguration(reader: runtime.reader)
        )
        for line in report.lines {
            StandardStream.output.writeLine(line)
        }
        guard report.problems.isEmpty else { throw ExitCode.failure }
    }
}
