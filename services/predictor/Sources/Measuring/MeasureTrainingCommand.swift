import ArgumentParser
import Core
import GradientBoosting
import ServiceKit

/// `predictor measure training`: one training with the settings of a first-stage booster, rows to model.
struct MeasureTrainingCommand: ServiceCommand {
    static let serviceName = "predictor"
    static let logStream = StandardStream.error
    static let configuration = CommandConfiguration(
        commandName: "training",
        abstract: "Time a training, from the rows to the model's bytes.",
        shouldDisplay: false
    )

    @Option(help: "Rows.")
    var rows = 300_000

    @Option(help: "Rounds.")
    var rounds = 100

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "File for the rows: each its features and its label, as 32-bit floats.")
    var write: String?

    @Option(help: "File for the model.")
    var model: String?

    @Flag(help: "Only write the rows.")
    var writeOnly = false

    init() {}

    func run(in runtime: ServiceRuntime) async throws {
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let library = try configuration.models.library(.lightgbm)
        let report = try await runCancellable { _ in
            let drawn = MeasuredRows(rows: rows, columns: FeatureOrder.count, seed: 3)
            if let write { try Self.save(drawn, to: write) }
            return writeOnly ? nil : try train(library, drawn)
        }
        if let report { StandardStream.output.writeLine(report) }
    }

    private func train(_ library: any BoosterLibrary, _ drawn: MeasuredRows) throws -> String {
        var settings = TrainingSettings()
        settings.threads = threads
        var parameters = settings.parameters(.change)
        parameters.rounds = rounds
        parameters.earlyStoppingRounds = nil
        let start = ProcessTime.now()
        let dataset = try library.makeDataset(
            drawn.table,
            featureNames: drawn.names,
            binning: settings.binning,
            reference: nil
        )
        let binned = ProcessTime.now()
        let trained = try library.train(parameters, on: BoostingRows(dataset, labels: drawn.labels), validation: nil) {
            _ in
        }
        let spent = ProcessTime.now().since(start)
        if let model { try OutputFile.create(path: model).write(trained.model) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("rows", rows)
        writer.field("features", FeatureOrder.count)
        writer.field("leaves", parameters.leaves)
        writer.field("rounds", trained.rounds)
        writer.field("binning_seconds", binned.since(start).wallSeconds, decimals: 3)
        writer.field("cpu_seconds", spent.cpuSeconds, decimals: 3)
        writer.field("wall_seconds", spent.wallSeconds, decimals: 3)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func save(_ drawn: MeasuredRows, to path: String) throws {
        let file = try OutputFile.create(path: path)
        var bytes: [UInt8] = []
        for row in 0..<drawn.table.rowCount {
            for value in drawn.table.row(row) { append(value, to: &bytes) }
            append(drawn.labels[row], to: &bytes)
            guard bytes.count >= 1 << 20 else { continue }
            try file.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try file.write(bytes)
    }

    private static func append(_ value: Float, to bytes: inout [UInt8]) {
        let bits = value.bitPattern
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
}
