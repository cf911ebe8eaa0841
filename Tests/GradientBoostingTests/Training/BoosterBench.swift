import Foundation
import GradientBoosting
import Testing

/// What the suites of both engines ask of a library.
struct BoosterBench {
    let library: any BoosterLibrary

    /// Whether tests of `engine` can run here.
    static func isAvailable(_ engine: BoostingEngine) -> Bool {
        (try? load(engine)) != nil  // The suites' condition says which setting helps.
    }

    /// The library that the engine's setting names, or that the system finds.
    static func load(_ engine: BoostingEngine) throws -> any BoosterLibrary {
        try loadBoosterLibrary(engine, path: ProcessInfo.processInfo.environment[engine.librarySetting])
    }

    init(_ engine: BoostingEngine) throws {
        library = try Self.load(engine)
    }

    func dataset(_ rows: SyntheticRows, reference: (any BoosterDataset)? = nil) throws -> any BoosterDataset {
        try library.makeDataset(
            rows.table,
            featureNames: SyntheticRows.names,
            binning: BinningParameters(),
            reference: reference
        )
    }

    /// Small trees for small data.
    func parameters(_ objective: BoostingObjective) -> BoostingParameters {
        var parameters = BoostingParameters(objective: objective)
        parameters.rounds = 60
        parameters.leaves = 15
        return parameters
    }

    /// Trains without validation and without listening.
    func train(_ parameters: BoostingParameters, _ rows: BoostingRows) throws -> TrainedBooster {
        try library.train(parameters, on: rows, validation: nil) { _ in }
    }

    /// The scores of a model inside its library.
    func scores(_ booster: TrainedBooster, _ table: FeatureTable) throws -> [Double] {
        try library.load(booster.model).predictRaw(table, threads: 1)
    }

    /// Trains on 4,000 rows, asks about 2,000 others: better than a constant, and the library's loss is the true one.
    func learns(_ objective: BoostingObjective, lossOffset: (Float) -> Double = { _ in 0 }) throws {
        let rows = SyntheticRows(rows: 4_000, seed: 1)
        let others = SyntheticRows(rows: 2_000, seed: 2)
        let labels = others.labels(for: objective)
        let dataset = try dataset(rows)
        let booster = try library.train(
            parameters(objective),
            on: BoostingRows(dataset, labels: rows.labels(for: objective)),
            validation: BoostingRows(try self.dataset(others, reference: dataset), labels: labels)
        ) { _ in }
        let scores = try scores(booster, others.table)
        let loss = MeanLoss.of(scores, labels, objective)
        let constant = MeanLoss.ofBestConstant(labels, objective)
        // A third of the way from the constant's loss to none, which the luck in the labels leaves room for.
        #expect(loss < constant - abs(constant) / (objective == .poisson ? 20 : 3))
        let offset = labels.map(lossOffset).reduce(0, +) / Double(labels.count)
        let reported = try #require(booster.validationLoss)
        #expect(abs(reported - loss - offset) < 1e-4 * max(1, abs(loss)))
        let ensemble = try TreeEnsemble(bytes: booster.model)
        #expect(ensemble.treeCount == 60 * objective.outputCount && ensemble.featureNames == SyntheticRows.names)
        #expect(booster.rounds == 60 && scores.count == 2_000 * objective.outputCount)
        #expect(booster.featureImportance.count == 4 && booster.featureImportance[0] > booster.featureImportance[3])
    }

    /// Labels of 0 and 10 on the same rows: the score is their weighted mean.
    func weighs() throws {
        var table = FeatureTable(columnCount: 1)
        for index in 0..<400 { table.append([Float(index % 2)]) }
        let labels = (0..<400).map { Float($0 < 200 ? 0 : 10) }
        let weights = (0..<400).map { Float($0 < 200 ? 3 : 1) }
        let dataset = try library.makeDataset(
            table,
            featureNames: ["side"],
            binning: BinningParameters(),
            reference: nil
        )
        let booster = try train(parameters(.squaredError), BoostingRows(dataset, labels: labels, weights: weights))
        let score = try scores(booster, FeatureTable(columnCount: 1, values: [1]))[0]
        #expect(abs(score - 2.5) < 1e-4)
    }
}
