/// Parameters in LightGBM's words.
enum LightGBMParameters {
    /// For a dataset. No column is dropped early: trainings with other limits than the first must see it.
    static func text(for binning: BinningParameters) -> String {
        var words = [
            "max_bin=\(binning.maxBins)", "seed=\(binning.seed)", "num_threads=\(LightGBMThreads.most)",
            "feature_pre_filter=false", "verbosity=-1",
        ]
        if !binning.categoricalColumns.isEmpty {
            let columns = binning.categoricalColumns.map { String($0) }.joined(separator: ",")
            words.append("categorical_feature=\(columns)")
        }
        return words.joined(separator: " ")
    }

    /// For a booster.
    static func text(for parameters: BoostingParameters, binning: BinningParameters) -> String {
        var words = objective(parameters.objective)
        words += [
            "num_iterations=\(parameters.rounds)", "learning_rate=\(parameters.learningRate)",
            "num_leaves=\(parameters.leaves)", "min_data_in_leaf=\(parameters.minRowsPerLeaf)",
            "feature_fraction=\(parameters.featureFraction)", "lambda_l2=\(parameters.l2)",
            "min_gain_to_split=\(parameters.minGainToSplit)", "max_bin=\(binning.maxBins)",
            "seed=\(parameters.seed)", "num_threads=\(LightGBMThreads.most)",
            "boost_from_average=\(parameters.startsFromAverage)", "deterministic=\(parameters.deterministic)",
            "force_col_wise=true", "feature_pre_filter=false", "verbosity=-1",
        ]
        if parameters.rowFraction != 1 {
            words += ["bagging_fraction=\(parameters.rowFraction)", "bagging_freq=1"]
        }
        return words.joined(separator: " ")
    }

    private static func objective(_ objective: BoostingObjective) -> [String] {
        switch objective {
        case .squaredError: ["objective=regression", "metric=l2"]
        case .absoluteError: ["objective=regression_l1", "metric=l1"]
        case .poisson: ["objective=poisson", "metric=poisson"]
        case .binary: ["objective=binary", "metric=binary_logloss"]
        case .multiclass(let classes): ["objective=multiclass", "metric=multi_logloss", "num_class=\(classes)"]
        case .quantile(let level): ["objective=quantile", "metric=quantile", "alpha=\(level)"]
        }
    }
}
