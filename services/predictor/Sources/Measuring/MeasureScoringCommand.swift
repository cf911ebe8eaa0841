import ArgumentParser
import Core
import GradientBoosting
import ServiceKit

/// `predictor measure scoring`: our scoring beside the C library's, on the model it has just trained.
///
/// Both get rows in the order they like best, ours column by column. The library's call includes what its C interface does
/// for each call: LightGBM reads its parameters and allocates for a prediction, XGBoost makes a DMatrix of the rows.
struct MeasureScoringCommand: ServiceCommand {
    static let serviceName = "predictor"
    static let logStream = StandardStream.error
    static let configuration = CommandConfiguration(
        commandName: "scoring",
        abstract: "Time scoring, one thread, against the C library on the same model.",
        shouldDisplay: false
    )

    @Option(help: "lightgbm or xgboost.")
    var engine = BoostingEngine.lightgbm.rawValue

    @Option(help: "Times that both sides are measured, in turn.")
    var rounds = 5

    @Option(help: "Rows that are scored.")
    var rows = 2700

    @Option(help: "Features of a row.")
    var features = 24

    @Option(help: "Trees of the model.")
    var trees = 400

    @Option(help: "Leaves of a tree.")
    var leaves = 63

    init() {}

    func validate() throws {
        guard BoostingEngine(rawValue: engine) != nil else { throw ValidationError("--engine is lightgbm or xgboost.") }
        guard rounds > 0, rows > 0, features > 1, trees > 0, leaves > 1 else {
            throw ValidationError("All numbers have to be positive.")
        }
    }

    func run(in runtime: ServiceRuntime) async throws {
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let library = try configuration.models.library(BoostingEngine(rawValue: engine) ?? .lightgbm)
        let report = try await runCancellable { _ in try measure(library) }
        StandardStream.output.writeLine(report)
    }

    private func measure(_ library: any BoosterLibrary) throws -> String {
        let model = try train(library)
        let ensemble = try TreeEnsemble(bytes: model)
        let booster = try library.load(model)
        let scorer = TreeScorer(ensemble)
        let table = MeasuredRows(rows: rows, columns: features, seed: 2).table
        let columns = table.columns
        var scores: [Double] = []
        var workspace = ScoringWorkspace()
        // The first calls take memory and warm the caches.
        scorer.rawScores(columns, into: &scores, workspace: &workspace)
        let truth = try booster.predictRaw(table, threads: 1)
        let difference = zip(scores, truth).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
        let equal = zip(scores, truth).count { $0.bitPattern == $1.bitPattern }
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<rounds {
            ours.append(Self.milliseconds(20) { scorer.rawScores(columns, into: &scores, workspace: &workspace) })
            theirs.append(try Self.milliseconds(5) { _ = try booster.predictRaw(table, threads: 1) })
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("library", "\(library.engine.displayName) \(library.version)")
        writer.field("rows", rows)
        writer.field("features", features)
        writer.field("trees", ensemble.treeCount)
        writer.field("leaves", ensemble.leafCount)
        writer.field("equal_rows", truth.count == scores.count ? equal : 0)
        writer.field("largest_difference", difference, decimals: 12)
        writer.field("ours_ms", milliseconds: ours)
        writer.field("theirs_ms", milliseconds: theirs)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func train(_ library: any BoosterLibrary) throws -> [UInt8] {
        let rows = MeasuredRows(rows: 60_000, columns: features, seed: 1)
        var binning = BinningParameters()
        binning.threads = 2
        let dataset = try library.makeDataset(rows.table, featureNames: rows.names, binning: binning, reference: nil)
        var parameters = BoostingParameters(objective: .squaredError)
        parameters.rounds = trees
        parameters.leaves = leaves
        parameters.learningRate = 0.05
        parameters.threads = 2
        let trained = try library.train(parameters, on: BoostingRows(dataset, labels: rows.labels), validation: nil) {
            _ in
        }
        return trained.model
    }

    /// Processor time of one of `count` calls.
    private static func milliseconds(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let start = ProcessTime.now()
        for _ in 0..<count { try body() }
        return ProcessTime.now().since(start).cpuSeconds / Double(count) * 1000
    }
}

extension JSONWriter {
    fileprivate mutating func field(_ name: String, milliseconds: [Double]) {
        key(name)
        beginArray()
        for value in milliseconds { number(value, decimals: 4) }
        endArray()
    }
}
