/// LightGBM through its C library.
struct LightGBMLibrary: BoosterLibrary {
    let engine = BoostingEngine.lightgbm
    private let functions: LightGBMFunctions

    init(_ functions: LightGBMFunctions) {
        self.functions = functions
    }

    /// The C interface does not tell its version: the functions that are needed came with 4.4.
    let version = "4.4 or newer"

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
        return try LightGBMDataset(
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
        let loop = try TrainingLoop(parameters)
        let outputs = parameters.objective.outputCount
        let dataset = try own(rows.dataset)
        let held = try validation.map { try own($0.dataset) }
        try rows.check(as: "training", for: parameters.objective)
        try validation?.check(as: "validation", for: parameters.objective)
        return try dataset.lease.withLease {
            try dataset.set(rows, outputs: outputs)
            guard let held, let validation else {
                return try grow(parameters, loop, dataset, validation: nil, onRound)
            }
            return try held.lease.withLease {
                try held.set(validation, outputs: outputs)
                return try grow(parameters, loop, dataset, validation: held, onRound)
            }
        }
    }

    func load(_ model: [UInt8]) throws(BoosterError) -> any LoadedBooster {
        try LightGBMBooster(functions, model: model)
    }

    private func grow(
        _ parameters: BoostingParameters,
        _ loop: TrainingLoop,
        _ dataset: LightGBMDataset,
        validation: LightGBMDataset?,
        _ onRound: (BoostingProgress) throws -> Void
    ) throws -> TrainedBooster {
        let training = try LightGBMTraining(functions, parameters, dataset: dataset, validation: validation)
        let outcome = try loop.run(
            step: { _ in try training.grow() },
            loss: { _ in validation == nil ? nil : try training.validationLoss() },
            onRound: onRound
        )
        return TrainedBooster(
            engine: engine,
            model: try training.model(rounds: outcome.rounds),
            rounds: outcome.rounds,
            bestRound: outcome.bestRound,
            validationLoss: outcome.validationLoss,
            featureImportance: try training.featureImportance(rounds: outcome.rounds)
        )
    }

    private func own(_ dataset: any BoosterDataset) throws(BoosterError) -> LightGBMDataset {
        guard let dataset = dataset as? LightGBMDataset else {
            throw BoosterError("a dataset of \(dataset.engine.displayName) cannot be used with LightGBM")
        }
        return dataset
    }
}
