package import ArgumentParser
import ServiceKit

/// The command line of `board-api`.
package struct BoardCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "board-api",
        abstract: "The community board: accounts, posts, comments, attachments.",
        discussion: "Settings come from the environment; README.md and service.env list them.",
        version: ServiceVersion.release,
        subcommands: [ServeCommand.self, MigrateCommand.self, HealthCommand<ServeCommand>.self],
        defaultSubcommand: ServeCommand.self
    )

    package init() {}
}
