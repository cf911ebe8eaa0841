/// XGBoost, 1.7 or newer, through its C library.
struct XGBoostLibrary: BoosterLibrary {
    let engine = BoostingEngine.xgboost
    private let functions: XGBoostFunctions
    private let release: XGBoostVersion

    init(_ functions: XGBoostFunctions) throws(BoosterError) {
        self.functions = functions
        release = XGBoostVersion(functions)
        guard release >= XGBoostVersion(1, 7) else {
            throw BoosterError("XGBoost 1.7 or newer is needed, and this is \(release)")
        }
    }

    var version: String { release.description }

    func makeDataset(
        _ table: FeatureTable,
        featureNames: [String],
        binning: BinningParameters,
        reference: (any BoosterDataset)?
    ) throws(BoosterError) -> any BoosterDataset {
        try FeatureNames.check(featureNames, columnCount: table.columnCount)
        try binning.check(columnCount: table.columnCount)
        let reference = try reference.map { other throws(BoosterError) in try own(other) }
        guard reference == nil || reference?.featureNames == featureNames else {
            throw BoosterError("the reference has other columns than the dataset to be made")
        }
        return try XGBoostDataset(
            functions,
            table: table,
            featureNames: featureNames,
            binning: binning,
            reference: reference
        )
    }

    func train(
        _ parameters: BoostingParameters,
        on rows: BoostingRows,
        validation: BoostingRows?,
        onRound: (BoostingProgress) throws -> Void
    ) throws -> TrainedBooster {
        try XGBoostParameters.check(parameters.objective, release)
        let loop = try TrainingLoop(parameters)
        let dataset = try own(rows.dataset)
        let held = try validation.map { try own($0.dataset) }
        try rows.check(as: "training", for: parameters.objective)
        try validation?.check(as: "validation", for: parameters.objective)
        let start = StartingScore(
            parameters.objective,
            labels: rows.labels,
            weights: rows.weights,
            fromAverage: parameters.startsFromAverage && rows.initialScores == nil
        )
        return try dataset.lease.withLease {
            try dataset.set(rows)
            guard let held, let validation else {
                return try grow(parameters, start, loop, dataset, validation: nil, onRound)
            }
            return try held.lease.withLease {
                try held.set(validation)
                return try grow(parameters, start, loop, dataset, validation: held, onRound)
            }
        }
    }

    func load(_ model: [UInt8]) throws(BoosterError) -> any LoadedBooster {
        try XGBoostBooster(functions, model: model)
    }

    private func grow(
        _ parameters: BoostingParameters,
        _ start: StartingScore,
        _ loop: TrainingLoop,
        _ dataset: XGBoostDataset,
        validation: XGBoostDataset?,
        _ onRound: (BoostingProgress) throws -> Void
    ) throws -> TrainedBooster {
        let training = try XGBoostTraining(functions, parameters, start, dataset: dataset, validation: validation)
        let outcome = try loop.run(
            step: { round in
                try training.grow(round: round)
                return true
            },
            loss: { round in try training.validationLoss(round: round) },
            onRound: onRound
        )
        let kept = try training.kept(rounds: outcome.rounds)
        return TrainedBooster(
            engine: engine,
            model: try kept.model(),
            rounds: outcome.rounds,
            bestRound: outcome.bestRound,
            validationLoss: outcome.validationLoss,
            featureImportance: try kept.featureImportance()
        )
    }

    private func own(_ dataset: any BoosterDataset) throws(BoosterError) -> XGBoostDataset {
        guard let dataset = dataset as? XGBoostDataset else {
            throw BoosterError("a dataset of \(dataset.engine.displayName) cannot be used with XGBoost")
        }
        return dataset
    }
}
