package import ArgumentParser
import Blocking
import Core
import GradientBoosting
import History
import ObjectStore
import Recordings
package import ServiceKit

/// `predictor train`: recorded days → a model version in the registry.
package struct TrainCommand: ServiceCommand {
    package static let serviceName = "predictor"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train models on recorded days and put them into the registry.",
        discussion: """
            Reads change logs (*.csv, *.csv.gz, *.csv.zst) or a history; without --data the history of HISTORY_URL. The last days \
            are held back: the model is judged on them and becomes champion when there is none for its source, or when \
            it beats the one there is. Prints the new version's name last.
            """
    )

    @Option(help: "Folder with change logs, or with a history.")
    var data: String?

    @Option(help: "Name of the source; chooses one of a history's, names that of change logs.")
    var source: String?

    @Option(help: "lightgbm or xgboost (TRAIN_ENGINE).")
    var engine: String?

    @Option(help: "Rows that trees grow on, at most.")
    var rows = 800_000

    @Option(help: "Last days that are held back and judged.")
    var holdBack = 10

    @Option(help: "Minutes ahead, separated by commas.")
    var horizons = ForecastHorizons.minutes.map(String.init).joined(separator: ",")

    @Option(help: "Seed of everything that is drawn: the same data and seed give the same models.")
    var seed: UInt64 = 1

    @Option(help: "Threads of the training library.")
    var threads = 2

    @Option(help: "Public holidays: none, kr, tw or us; else those of the data's country.")
    var holidays: String?

    @Flag(help: "Make do with fewer rounds and half of the days: a model in a quarter of the time.")
    var quick = false

    @Flag(help: "Become champion even though the champion serves another source.")
    var takeOver = false

    @Flag(help: "Put the model into the registry and leave the champion alone.")
    var noPromote = false

    package init() {}

    package func validate() throws {
        guard rows >= 1000, (0...365).contains(holdBack), (1...256).contains(threads) else {
            throw ValidationError("--rows takes 1000 or more, --hold-back 0 to 365, --threads 1 to 256.")
        }
        guard PredictionQuery.horizons(horizons) != nil else {
            throw ValidationError("--horizons \(PredictionQuery.horizonMessage).")
        }
        if let engine, BoostingEngine(rawValue: engine) == nil {
            throw ValidationError("--engine is lightgbm or xgboost.")
        }
        if let holidays, HolidayCalendar(rawValue: holidays) == nil {
            throw ValidationError(
                "--holidays is one of \(HolidayCalendar.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        Allocator.preferReuse()
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let settings = trainingSettings(default: configuration.models.engine)
        let library = try configuration.models.library(settings.engine)
        let registry = ModelRegistry(store: try configuration.models.makeStore()) { runtime.clock.now() }
        let bar = ProgressBar()
        let request = DataRequest(
            path: data ?? configuration.historyPath,
            source: source,
            calendar: holidays.flatMap { HolidayCalendar(rawValue: $0) },
            needsFiveMinutes: settings.horizons.contains(5)
        )
        let start = ContinuousClock.now
        let promotion = ModelPromotion(registry: registry, by: "predictor train")
        let champion = try await promotion.champion()
        let outcome = try await runCancellable { isCancelled in
            let city = try request.open()
            let training = ModelTraining(settings: settings, library: library) { step in
                if isCancelled() { throw CancellationError() }
                bar.show(step)
            }
            let trained = try training.run(city, at: WallClock.realNow())
            let rival = try champion.model.flatMap { model in
                model.source == trained.model.source ? try training.judge(model, city, days: trained.heldBack) : nil
            }
            return (trained, rival)
        }
        try await registry.publish(outcome.0.artifact)
        let output = StandardStream.output
        outcome.0.evaluation.map { EvaluationTable($0).lines.forEach(output.writeLine) }
        if !noPromote {
            let decision = try await promotion.decide(
                on: outcome.0,
                against: outcome.1,
                champion: champion,
                takesOver: takeOver
            )
            output.writeLine(decision.text)
        }
        let seconds = (ContinuousClock.now - start).inSeconds
        output.writeLine("trained in \(Int(seconds)) s with \(settings.engine.rawValue) \(library.version)")
        output.writeLine(outcome.0.artifact.version.description)
    }

    private func trainingSettings(default fallback: BoostingEngine) -> TrainingSettings {
        var settings = TrainingSettings()
        settings.engine = engine.flatMap(BoostingEngine.init) ?? fallback
        settings.horizons = ForecastHorizons.minutes.filter { PredictionQuery.horizons(horizons)?.contains($0) ?? true }
        settings.rowLimit = rows
        settings.seed = seed
        settings.threads = threads
        settings.heldBackDays = holdBack
        if quick { settings.makeQuick() }
        return settings
    }
}

/// The days a command was told to work on.
struct DataRequest: Sendable {
    let path: String
    let source: String?
    let calendar: HolidayCalendar?
    let needsFiveMinutes: Bool

    /// Opens them; blocks its thread.
    func open() throws -> any CityDays {
        try TrainingData.open(
            path: path,
            source: source,
            calendar: calendar,
            needsFiveMinutes: needsFiveMinutes,
            zone: { ZoneDirectory().blockingRules($0) }
        )
    }
}

/// Runs blocking work on a thread of its own; `work` can ask whether the caller was cancelled.
func runCancellable<Value: Sendable>(
    _ work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Value
) async throws -> Value {
    let flag = CancellationFlag()
    return try await withTaskCancellationHandler {
        try await runBlocking { try work { flag.isSet } }
    } onCancel: {
        flag.set()
    }
}
