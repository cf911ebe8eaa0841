/// How a booster is grown. Both libraries get the same meaning, as far as they have it.
package struct BoostingParameters: Sendable, Hashable {
    package var objective: BoostingObjective
    /// Rounds at most; each grows one tree, `multiclass` one a class.
    package var rounds = 500
    /// Stops after so many rounds without a better validation loss and keeps the best round; nil keeps all rounds.
    package var earlyStoppingRounds: Int?
    package var learningRate = 0.1
    /// Leaves of a tree at most, grown where the gain is largest.
    package var leaves = 31
    /// Rows in a leaf at least. XGBoost counts curvature, not rows: there it is translated for average rows.
    package var minRowsPerLeaf = 20
    /// Share of the columns drawn for each tree, above 0 to 1.
    package var featureFraction = 1.0
    /// Share of the rows drawn for each tree, above 0 to 1.
    package var rowFraction = 1.0
    /// L2 penalty on leaf values.
    package var l2 = 0.0
    /// A split must gain more than this.
    package var minGainToSplit = 0.0
    package var seed = 1
    /// Threads of one training, at least 1; LightGBM uses no more than there are processors.
    package var threads = 1
    /// The same bytes for the same rows, seed and parameters; costs a little time with LightGBM.
    package var deterministic = true
    /// Starts from the best constant for the labels, else from zero. Initial scores take precedence.
    ///
    /// XGBoost always starts `multiclass` from zero.
    package var startsFromAverage = true

    /// Creates parameters with the defaults above.
    package init(objective: BoostingObjective) {
        self.objective = objective
    }
}
