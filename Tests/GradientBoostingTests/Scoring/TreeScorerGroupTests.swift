import GradientBoosting
import Testing

@Suite struct TreeScorerGroupTests {
    private func group(_ names: [String]) throws -> (
        group: TreeScorerGroup, single: [TreeEnsemble], rows: FeatureColumns
    ) {
        let models = names.map(FixtureModel.init)
        let ensembles = try models.map { try TreeEnsemble(bytes: $0.bytes) }
        return (TreeScorerGroup(ensembles), ensembles, try #require(models.first).rows)
    }

    @Test(arguments: [
        // Joined: one kind of file, one output each.
        ["lightgbm-binary.txt", "lightgbm-regression.txt", "lightgbm-poisson.txt", "lightgbm-quantile.txt"],
        // Not joined: sets of categories are numbered within a model.
        ["lightgbm-binary.txt", "lightgbm-categorical.txt"],
        // Not joined: sums of another precision.
        ["lightgbm-binary.txt", "xgboost1-absoluteerror.json"],
        ["lightgbm-huber.txt"],
    ])
    func `a group gives every model's own scores, bit for bit`(names: [String]) throws {
        let (group, ensembles, rows) = try group(names)
        let scores = group.rawScores(rows)
        #expect(group.count == names.count && scores.count == names.count)
        for (own, ensemble) in zip(scores, ensembles) {
            #expect(own.map(\.bitPattern) == TreeScorer(ensemble).rawScores(rows).map(\.bitPattern))
        }
    }
}
