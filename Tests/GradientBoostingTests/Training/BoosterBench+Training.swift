import Foundation
import GradientBoosting
import Testing

extension BoosterBench {
    /// The error of a listener that has heard enough.
    struct Cancelled: Error, Equatable {}

    /// A training that cannot get better on rows with other luck ends early and keeps its best round.
    func stopsEarly() throws {
        let rows = SyntheticRows(rows: 400, seed: 3)
        let others = SyntheticRows(rows: 400, seed: 4)
        var parameters = parameters(.squaredError)
        parameters.rounds = 1_000
        parameters.earlyStoppingRounds = 10
        parameters.learningRate = 0.3
        let dataset = try dataset(rows)
        let labels = others.labels(for: .squaredError)
        var losses: [Double] = []
        let booster = try library.train(
            parameters,
            on: BoostingRows(dataset, labels: rows.labels(for: .squaredError)),
            validation: BoostingRows(try self.dataset(others, reference: dataset), labels: labels)
        ) { progress in
            losses.append(try #require(progress.validationLoss))
            #expect(progress.round == losses.count && progress.rounds == 1_000)
        }
        let least = try #require(losses.min())
        #expect(losses.count == booster.rounds + 10)
        #expect(booster.rounds == booster.bestRound && losses[booster.bestRound - 1] == least)
        #expect(booster.validationLoss == least)
        let loss = MeanLoss.of(try scores(booster, others.table), labels, .squaredError)
        #expect(abs(loss - least) < 1e-5)
    }

    /// The listener's error ends the training, and the dataset is free for the next one.
    func cancels() throws {
        let rows = SyntheticRows(rows: 400, seed: 5)
        let examples = BoostingRows(try dataset(rows), labels: rows.truth)
        var rounds = 0
        #expect(throws: Cancelled()) {
            try library.train(parameters(.squaredError), on: examples, validation: nil) { progress in
                rounds = progress.round
                if progress.round == 3 { throw Cancelled() }
            }
        }
        #expect(rounds == 3)
        #expect(try train(parameters(.squaredError), examples).rounds == 60)
    }

    /// Fresh datasets, the same seed: the same bytes, with random rows and columns drawn; another seed: others.
    func repeats() throws {
        let rows = SyntheticRows(rows: 3_000, seed: 6)
        func model(seed: Int, threads: Int) throws -> [UInt8] {
            var parameters = parameters(.binary)
            parameters.seed = seed
            parameters.threads = threads
            parameters.rowFraction = 0.6
            parameters.featureFraction = 0.6
            return try train(parameters, BoostingRows(try dataset(rows), labels: rows.labels(for: .binary))).model
        }
        let first = try model(seed: 7, threads: 2)
        for _ in 0..<3 { #expect(try model(seed: 7, threads: 2) == first) }
        #expect(try model(seed: 8, threads: 2) != first)
        if library.engine == .lightgbm { #expect(try model(seed: 7, threads: 1) == first) }
    }

    /// What one training sets on a dataset leaves no trace in the next.
    func reuses() throws {
        let rows = SyntheticRows(rows: 1_000, seed: 8)
        let plain = parameters(.squaredError)
        let shared = try dataset(rows)
        let weights = rows.luck.map { $0 + 0.1 }
        let scores = rows.luck.map { Double($0) * 5 }
        _ = try train(plain, BoostingRows(shared, labels: rows.luck, weights: weights, initialScores: scores))
        let classes = rows.labels(for: .multiclass(classes: 3))
        let triple = (0..<3_000).map { Double($0 % 7) }
        _ = try train(
            parameters(.multiclass(classes: 3)),
            BoostingRows(shared, labels: classes, initialScores: triple)
        )
        let again = try train(plain, BoostingRows(shared, labels: rows.truth))
        let fresh = try train(plain, BoostingRows(try dataset(rows), labels: rows.truth))
        #expect(again.model == fresh.model)
    }

    /// Scores to start from count for the loss from the first round on, in the order rows × outputs.
    func startsFromScores() throws {
        let objective = BoostingObjective.multiclass(classes: 3)
        let rows = SyntheticRows(rows: 900, seed: 9)
        let labels = rows.labels(for: objective)
        let known = labels.flatMap { label in (0..<3).map { $0 == Int(label) ? 8.0 : 0 } }
        let dataset = try dataset(rows)
        let held = try self.dataset(rows, reference: dataset)
        var parameters = parameters(objective)
        parameters.rounds = 1
        let blind = try library.train(
            parameters,
            on: BoostingRows(dataset, labels: labels),
            validation: BoostingRows(held, labels: labels)
        ) { _ in }
        let informed = try library.train(
            parameters,
            on: BoostingRows(dataset, labels: labels, initialScores: known),
            validation: BoostingRows(held, labels: labels, initialScores: known)
        ) { _ in }
        #expect(try #require(blind.validationLoss) > 0.5)
        #expect(try #require(informed.validationLoss) < 0.01)
    }

    /// Missing values go their own way, and categories are told apart by one split.
    func splitsSpecially() throws {
        var table = FeatureTable(columnCount: 2)
        var labels: [Float] = []
        for index in 0..<2_000 {
            let isMissing = index % 3 == 0
            let category = index % 8
            table.append([isMissing ? .nan : Float(index % 5), Float(category)])
            labels.append((isMissing ? 100 : 0) + (category == 2 || category == 5 ? 10 : 0))
        }
        var binning = BinningParameters()
        binning.categoricalColumns = [1]
        let dataset = try library.makeDataset(
            table,
            featureNames: ["gaps", "kind"],
            binning: binning,
            reference: nil
        )
        var parameters = parameters(.squaredError)
        parameters.leaves = 4
        parameters.learningRate = 0.5
        let scores = try scores(try train(parameters, BoostingRows(dataset, labels: labels)), table)
        #expect(MeanLoss.of(scores, labels, .squaredError) < 0.01)
    }

    /// Trainings with other numbers of threads beside it, and scoring within, leave a training's model as it is.
    func keepsApart() async throws {
        let rows = SyntheticRows(rows: 2_000, seed: 15)
        let alone = try train(parameters(.squaredError), BoostingRows(try dataset(rows), labels: rows.truth))
        try await withThrowingTaskGroup { group in
            for threads in [1, 2, 1, 2] {
                group.addTask {
                    var parameters = parameters(.squaredError)
                    parameters.threads = threads
                    let examples = BoostingRows(try dataset(rows), labels: rows.truth)
                    let booster = try library.train(parameters, on: examples, validation: nil) { progress in
                        if progress.round.isMultiple(of: 20) { _ = try scores(alone, rows.table) }
                    }
                    return (threads, booster.model)
                }
            }
            for try await (threads, model) in group where threads == 1 { #expect(model == alone.model) }
        }
    }
}
