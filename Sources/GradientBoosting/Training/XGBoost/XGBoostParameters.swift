/// Parameters in XGBoost's words.
enum XGBoostParameters {
    /// Names and values for a booster.
    static func pairs(
        for parameters: BoostingParameters,
        binning: BinningParameters,
        start: StartingScore
    ) -> [(name: String, value: String)] {
        var pairs = objective(parameters.objective)
        pairs += [
            ("verbosity", "0"), ("booster", "gbtree"), ("tree_method", "hist"), ("grow_policy", "lossguide"),
            ("max_depth", "0"), ("max_leaves", "\(parameters.leaves)"), ("max_bin", "\(binning.maxBins)"),
            ("learning_rate", "\(parameters.learningRate)"), ("lambda", "\(parameters.l2)"),
            ("gamma", "\(parameters.minGainToSplit)"),
            ("min_child_weight", "\(Double(parameters.minRowsPerLeaf) * start.curvature)"),
            ("subsample", "\(parameters.rowFraction)"), ("colsample_bytree", "\(parameters.featureFraction)"),
            ("seed", "\(parameters.seed)"), ("nthread", "\(parameters.threads)"), ("base_score", "\(start.base)"),
        ]
        return pairs
    }

    /// Throws when this version lacks the objective.
    static func check(_ objective: BoostingObjective, _ version: XGBoostVersion) throws(BoosterError) {
        if case .quantile = objective, version < XGBoostVersion(2, 0) {
            throw BoosterError("XGBoost learns quantiles from 2.0 on, and this is \(version)")
        }
    }

    private static func objective(_ objective: BoostingObjective) -> [(name: String, value: String)] {
        switch objective {
        case .squaredError: [("objective", "reg:squarederror"), ("eval_metric", "rmse")]
        case .absoluteError: [("objective", "reg:absoluteerror"), ("eval_metric", "mae")]
        case .poisson: [("objective", "count:poisson"), ("eval_metric", "poisson-nloglik")]
        case .binary: [("objective", "binary:logistic"), ("eval_metric", "logloss")]
        case .multiclass(let classes):
            [("objective", "multi:softprob"), ("eval_metric", "mlogloss"), ("num_class", "\(classes)")]
        case .quantile(let level):
            [("objective", "reg:quantileerror"), ("eval_metric", "quantile"), ("quantile_alpha", "\(level)")]
        }
    }
}
