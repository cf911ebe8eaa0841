package import ArgumentParser
import ServiceKit

/// The command line of `rag-api`.
package struct RAGCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rag-api",
        abstract: "The assistant: documents, search, answers with citations.",
        discussion: "Settings come from the environment; README.md and service.env list them.",
        version: ServiceVersion.release,
        subcommands: [
            ServeCommand.self, IndexCommand.self, EvaluateCommand.self, MeasureCommand.self,
            HealthCommand<ServeCommand>.self,
        ],
        defaultSubcommand: ServeCommand.self
    )

    package init() {}
}
