package import ArgumentParser
import ServiceKit

/// `collector`: all its jobs.
package struct CollectorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "collector",
        abstract: "Collects a city's bike counts: source → Redis, history, GBFS.",
        discussion: "Settings come from the environment; services/collector/service.env lists them.",
        version: ServiceVersion.release,
        subcommands: [
            ServeCommand.self, OnceCommand.self, LambdaCommand.self, ImportCommand.self, ReplayCommand.self,
            SimulateCommand.self, HealthCommand<ServeCommand>.self,
        ],
        defaultSubcommand: ServeCommand.self
    )

    package init() {}
}
