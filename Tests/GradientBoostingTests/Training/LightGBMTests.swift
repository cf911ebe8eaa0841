import Foundation
import GradientBoosting
import Testing

@Suite(.enabled(if: BoosterBench.isAvailable(.lightgbm), "LightGBM's library was not found: set LIGHTGBM_LIBRARY"))
struct LightGBMTests {
    private let bench: BoosterBench

    init() throws {
        bench = try BoosterBench(.lightgbm)
    }

    @Test func `a training without gain stops early and keeps its best round`() throws { try bench.stopsEarly() }

    @Test func `a listener's error ends the training and frees the dataset`() throws { try bench.cancels() }

    @Test func `the same seed gives the same bytes`() throws { try bench.repeats() }

    @Test func `a dataset keeps nothing of an earlier training`() throws { try bench.reuses() }

    @Test func `trainings at the same time do not disturb each other`() async throws { try await bench.keepsApart() }

    @Test func `weights count`() throws { try bench.weighs() }

    @Test func `initial scores are taken row by row`() throws { try bench.startsFromScores() }

    @Test func `missing values and categories get splits of their own`() throws { try bench.splitsSpecially() }

    @Test func `labels that do not fit are refused`() throws { try bench.refusesBadLabels() }

    @Test func `parameters out of range are refused`() throws { try bench.refusesBadParameters(rate: "learning_rate") }

    @Test func `datasets that do not fit are refused`() throws { try bench.refusesBadDatasets() }

    @Test func `broken models are refused`() throws { try bench.refusesBrokenModels() }

    @Test func `a million rows take less than 2 GB`() throws { try bench.staysSmall() }

    @Test(arguments: [
        BoostingObjective.squaredError, .absoluteError, .poisson, .binary, .multiclass(classes: 4), .quantile(0.2),
        .quantile(0.9),
    ])
    func `every objective is learnt better than a constant`(_ objective: BoostingObjective) throws {
        try bench.learns(objective)
    }

    @Test func `the model is text with the features' names and without the list of parameters`() throws {
        let rows = SyntheticRows(rows: 300, seed: 20)
        let dataset = try bench.dataset(rows)
        let booster = try bench.train(bench.parameters(.squaredError), BoostingRows(dataset, labels: rows.truth))
        let text = String(decoding: booster.model, as: UTF8.self)
        #expect(text.hasPrefix("tree\n") && text.contains("\nfeature_names=signal other flag noise\n"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("Tree=") } == booster.rounds)
        #expect(!text.contains("parameters:") && !text.contains("num_threads"))
    }

    @Test func `labels that never differ give a constant model`() throws {
        let rows = SyntheticRows(rows: 300, seed: 21)
        let labels = [Float](repeating: 4, count: 300)
        let booster = try bench.train(
            bench.parameters(.squaredError),
            BoostingRows(try bench.dataset(rows), labels: labels)
        )
        #expect(booster.rounds == 1)
        #expect(try bench.scores(booster, rows.table).allSatisfy { abs($0 - 4) < 1e-6 })
    }
}
