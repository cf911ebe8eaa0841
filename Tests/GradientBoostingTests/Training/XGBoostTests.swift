import Foundation
import GradientBoosting
import Testing

@Suite(.enabled(if: BoosterBench.isAvailable(.xgboost), "XGBoost's library was not found: set XGBOOST_LIBRARY"))
struct XGBoostTests {
    private let bench: BoosterBench

    init() throws {
        bench = try BoosterBench(.xgboost)
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
        BoostingObjective.squaredError, .absoluteError, .binary, .multiclass(classes: 4),
    ])
    func `every objective is learnt better than a constant`(_ objective: BoostingObjective) throws {
        try bench.learns(objective)
    }

    @Test func `counts are learnt better than a constant`() throws {
        // XGBoost's Poisson loss has the logarithm of the label's factorial in it.
        try bench.learns(.poisson) { lgamma(Double($0) + 1) }
    }

    @Test func `quantiles are learnt from XGBoost 2 on and refused before`() throws {
        if bench.library.version.hasPrefix("1.") {
            bench.refuses("2.0", bench.library.version) { try bench.learns(.quantile(0.2)) }
        } else {
            try bench.learns(.quantile(0.2))
        }
    }

    @Test func `the model is UBJ with the features' names`() throws {
        let rows = SyntheticRows(rows: 300, seed: 20)
        let dataset = try bench.dataset(rows)
        let booster = try bench.train(bench.parameters(.squaredError), BoostingRows(dataset, labels: rows.truth))
        #expect(booster.model.starts(with: "{L".utf8))
        let text = String(decoding: booster.model, as: UTF8.self)
        #expect(SyntheticRows.names.allSatisfy { text.contains($0) })
    }
}
