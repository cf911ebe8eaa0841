import ArgumentParser
import Core
import FoundationEssentials
import GradientBoosting
import ServiceKit

/// `predictor measure model`: how large the champion is, a line of JSON a horizon.
struct MeasureModelCommand: ServiceCommand {
    static let serviceName = "predictor"
    static let logStream = StandardStream.error
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Print the trees and leaves of the champion's horizons.",
        shouldDisplay: false
    )

    init() {}

    func run(in runtime: ServiceRuntime) async throws {
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let registry = ModelRegistry(store: try configuration.models.makeStore())
        guard let champion = try await registry.champion().record.champion else {
            throw TrainingError("there is no champion yet; `predictor train` makes one")
        }
        let files = try await registry.load(champion).files
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let manifest = try decoder.decode(ModelManifest.self, from: Data(files[ModelManifest.fileName] ?? []))
        for horizon in manifest.horizons {
            let ensembles = try horizon.boosters.values.compactMap { files[$0] }.map { try TreeEnsemble(bytes: $0) }
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("model_version", champion.description)
            writer.field("minutes", horizon.minutes)
            writer.field("boosters", ensembles.count)
            writer.field("trees", ensembles.reduce(0) { $0 + $1.treeCount })
            writer.field("leaves", ensembles.reduce(0) { $0 + $1.leafCount })
            writer.endObject()
            StandardStream.output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}
