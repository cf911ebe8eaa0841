package import ArgumentParser
import ServiceKit

/// The command line of `gateway`.
package struct GatewayCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "The suite's one public port: web pages, reverse proxy and edge rules.",
        discussion: "Settings come from the environment; README.md and service.env list them.",
        version: ServiceVersion.release,
        subcommands: [ServeCommand.self, CheckCommand.self, HealthCommand<ServeCommand>.self],
        defaultSubcommand: ServeCommand.self
    )

    package init() {}
}
