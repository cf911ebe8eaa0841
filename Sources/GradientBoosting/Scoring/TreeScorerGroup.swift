/// Ensembles with one output each that are asked about the same rows. Those that were trained on the same table have
/// most of their conditions in common: they are joined, so that each condition becomes a mask once for all of them.
package struct TreeScorerGroup: Sendable {
    /// One scorer with an output for each ensemble, or one scorer each.
    private let scorers: [TreeScorer]
    /// Ensembles in the group.
    package let count: Int

    /// Groups `ensembles`, of which each has one output.
    package init(_ ensembles: [TreeEnsemble]) {
        count = ensembles.count
        scorers = (TreeEnsemble(joining: ensembles).map { [$0] } ?? ensembles).map(TreeScorer.init)
    }

    /// The raw scores of each ensemble, row after row; the same numbers as each by itself.
    package func rawScores(_ columns: FeatureColumns) -> [[Double]] {
        guard scorers.count != count else { return scorers.map { $0.rawScores(columns) } }
        let joined = scorers[0].rawScores(columns)
        return (0..<count).map { Array(joined[$0 * columns.rowCount..<($0 + 1) * columns.rowCount]) }
    }
}

extension TreeEnsemble {
    /// One ensemble with an output for each of `ensembles`; nil where they are not of one kind: other columns, another
    /// precision, several outputs, or sets of categories, which are numbered within an ensemble.
    fileprivate init?(joining ensembles: [TreeEnsemble]) {
        guard let first = ensembles.first, ensembles.count > 1,
            ensembles.allSatisfy({ other in
                other.outputCount == 1 && other.featureCount == first.featureCount && other.categorySets.isEmpty
                    && other.sumsInSinglePrecision == first.sumsInSinglePrecision
                    && other.zeroThreshold == first.zeroThreshold
            })
        else { return nil }
        self.init(
            format: first.format,
            featureNames: first.featureNames,
            featureCount: first.featureCount,
            outputCount: ensembles.count,
            trees: ensembles.enumerated().flatMap { output, ensemble in ensemble.trees.map { $0.adding(to: output) } },
            categorySets: [],
            baseScores: ensembles.flatMap(\.baseScores),
            objective: .identity,
            averagedRounds: 1
        )
    }
}
