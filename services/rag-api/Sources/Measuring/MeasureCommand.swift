package import ArgumentParser

/// `rag-api measure …`: what `scripts/bench` times from inside the process.
package struct MeasureCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Time parts of rag-api; scripts/bench runs it.",
        shouldDisplay: false,
        subcommands: [MeasureRetrievalCommand.self]
    )

    package init() {}
}
