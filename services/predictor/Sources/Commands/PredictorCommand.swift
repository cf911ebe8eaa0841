package import ArgumentParser
import ServiceKit

/// `predictor`: forecasts of bikes and free docks.
package struct PredictorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "predictor",
        abstract: "Forecasts bikes and free docks at every station, and keeps account of how good it was.",
        version: ServiceVersion.release,
        subcommands: [
            ServeCommand.self, TrainCommand.self, EvaluateCommand.self, ModelsCommand.self, RollbackCommand.self,
            AccuracyCommand.self, HealthCommand<ServeCommand>.self, MeasureCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )

    package init() {}
}
