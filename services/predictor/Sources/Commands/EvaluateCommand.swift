package import ArgumentParser
import Blocking
import Core
import Recordings
package import ServiceKit

/// `predictor evaluate`: a model judged on recorded days, as a page, as JSON, and forecast by forecast.
package struct EvaluateCommand: ServiceCommand {
    package static let serviceName = "predictor"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judge a model on recorded days against the last value.",
        discussion: """
            Every day in the folder is a test day; the model and all it has learned come from `train`. Every ten minutes \
            (:00, :10 …) each station's state is its last row at or before the tick on the same day; pairs across gaps of more than \
            20 minutes are left out. Without --model the newest version is judged that knows at least half of the stations.
            """
    )

    @Option(help: "Folder with change logs, or with a history.")
    var data: String

    @Option(help: "Name of the source, where a history has several.")
    var source: String?

    @Option(help: "Version to judge; `champion` is the one that serves.")
    var model: String?

    @Option(help: "File for the report as an HTML page.")
    var out: String?

    @Option(help: "File for the figures as JSON.")
    var json: String?

    @Option(help: "File for every forecast beside its truth, as CSV.")
    var forecasts: String?

    @Option(help: "First day, e.g. 2025-02-07.")
    var from: String?

    @Option(help: "Last day.")
    var to: String?

    package init() {}

    package func validate() throws {
        for day in [from, to].compactMap(\.self) where DayText.day(day) == nil {
            throw ValidationError("'\(day)' is not a day like 2025-02-07.")
        }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        Allocator.preferReuse()
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let registry = ModelRegistry(store: try configuration.models.makeStore())
        let request = DataRequest(path: data, source: source, calendar: nil, needsFiveMinutes: true)
        let stations = try await runBlocking { try StationSample.read(request) }
        let model = try await ModelChoice(registry: registry).model(named: model, knowing: stations)
        let bar = ProgressBar()
        let bounds = (from: from.flatMap(DayText.day) ?? .min, to: to.flatMap(DayText.day) ?? .max)
        let forecastsPath = forecasts
        let (evaluation, names, calendar) = try await runCancellable { isCancelled in
            let city = try request.open()
            let days = try city.days().filter { $0 >= bounds.from && $0 <= bounds.to }
            guard let first = days.first, let last = days.last else {
                throw TrainingError("there are no days in the range asked for")
            }
            let file = try forecastsPath.map { try ForecastFile(path: $0) }
            var done = 0
            let evaluator = ModelEvaluator(model: model, onForecast: file.map { file in { try file.write($0) } })
            let evaluation = try evaluator.evaluate(city, days: first...last) { _ in
                if isCancelled() { throw CancellationError() }
                done += 1
                bar.show("judging", Double(done) / Double(days.count))
            }
            try file?.close()
            return (evaluation, city.stationNames, city.calendar)
        }
        if let json { try await Self.write(evaluation.json(calendar: calendar), to: json) }
        if let out {
            try await Self.write(EvaluationPage(evaluation, stationNames: names, calendar: calendar).html(), to: out)
        }
        EvaluationTable(evaluation).lines.forEach(StandardStream.output.writeLine)
    }

    private static func write(_ bytes: [UInt8], to path: String) async throws {
        try await runBlocking { try OutputFile.create(path: path).write(bytes) }
    }
}

/// Some of the stations that data are about, to tell which model is meant.
enum StationSample {
    /// The stations of the first day; blocks its thread.
    static func read(_ request: DataRequest) throws -> Set<String> {
        let city = try request.open()
        guard let first = try city.days().first else { throw TrainingError("\(request.path) has no days") }
        var index = StationIndex()
        try city.read(first...first, index: &index) { _, _ in }
        return Set(index.ids)
    }
}

/// Finds the version that is meant.
struct ModelChoice {
    let registry: ModelRegistry

    /// The version of that name, else the newest that knows at least half of `stations`.
    func model(named name: String?, knowing stations: Set<String>) async throws -> TrainedModel {
        if let name {
            let champion = try await registry.champion().record.champion
            guard let version = name == "champion" ? champion : try ModelVersion(name) else {
                throw TrainingError("there is no champion yet; `predictor train` makes one")
            }
            return try ModelFiles.decode(try await registry.load(version).files, version: version.description)
        }
        for summary in try await registry.versions() {
            // A version that cannot be read is not the one that is meant.
            guard let files = try? await registry.load(summary.version).files,
                let model = try? ModelFiles.decode(files, version: summary.version.description)
            else { continue }
            let known = stations.count { model.index.row(of: $0) != nil }
            if known * 2 >= stations.count { return model }
        }
        throw TrainingError("no model in the registry knows these stations; run `predictor train --data …` first")
    }
}
