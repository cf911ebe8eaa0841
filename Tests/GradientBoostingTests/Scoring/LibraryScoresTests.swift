import Foundation
import GradientBoosting
import Testing

@Suite struct LibraryScoresTests {
    @Test func `every library and version is among the fixtures`() {
        #expect(FixtureModel.all("lightgbm-").count == 25)
        #expect(FixtureModel.all("xgboost1-").count == 14)
        #expect(FixtureModel.all("xgboost2-").count == 17)
        #expect(FixtureModel.all("xgboost3-").count == 17)
    }

    @Test(arguments: FixtureModel.all("lightgbm-"))
    func `raw scores are LightGBM's, bit for bit`(model: FixtureModel) throws {
        let scorer = TreeScorer(try TreeEnsemble(bytes: model.bytes))
        let scores = scorer.rawScores(try model.rows)
        #expect(Self.differences(scores, try model.expected.raw) == 0)
    }

    @Test(arguments: FixtureModel.all("xgboost"))
    func `raw scores are XGBoost's, bit for bit`(model: FixtureModel) throws {
        let scorer = TreeScorer(try TreeEnsemble(bytes: model.bytes))
        let scores = scorer.rawScores(try model.rows)
        let expected = try model.expected.raw
        if model.name.hasSuffix("-dart.json") {
            // Versions 2 and 3 add and take off the base score around each tree, which costs them the last bit.
            #expect(Self.worstError(scores, expected) <= 1e-6)
        } else {
            #expect(Self.differences(scores, expected) == 0)
        }
    }

    @Test(arguments: FixtureModel.all("lightgbm-") + FixtureModel.all("xgboost"))
    func `predictions are the library's`(model: FixtureModel) throws {
        let scorer = TreeScorer(try TreeEnsemble(bytes: model.bytes))
        let predictions = scorer.predictions(try model.rows)
        let expected = try model.expected.predictions
        #expect(predictions.count == expected.count)
        #expect(Self.worstError(predictions, expected) <= (model.name.hasPrefix("lightgbm") ? 1e-14 : 1e-6))
    }

    /// How many values differ in a bit.
    private static func differences(_ values: [Double], _ expected: [Double]) -> Int {
        guard values.count == expected.count else { return .max }
        return zip(values, expected).count { $0.bitPattern != $1.bitPattern }
    }

    /// The largest error relative to the expected value, or infinity when the counts differ.
    private static func worstError(_ values: [Double], _ expected: [Double]) -> Double {
        guard values.count == expected.count else { return .infinity }
        return zip(values, expected).reduce(0) { worst, pair in
            let (value, expected) = pair
            if value == expected { return worst }
            let error = abs(value - expected) / max(abs(expected), 1e-3)
            return error.isNaN ? .infinity : max(worst, error)
        }
    }
}
