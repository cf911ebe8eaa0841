package import ArgumentParser

/// `predictor measure …`: what `scripts/bench` times from inside the process.
package struct MeasureCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Time parts of the predictor; scripts/bench runs it.",
        shouldDisplay: false,
        subcommands: [
            MeasureScoringCommand.self, MeasureFeaturesCommand.self, MeasureTrainingCommand.self,
            MeasureModelCommand.self,
        ]
    )

    package init() {}
}
