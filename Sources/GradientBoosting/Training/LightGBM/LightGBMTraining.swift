/// A booster that LightGBM is growing. Its datasets live as long as it does.
struct LightGBMTraining {
    private let functions: LightGBMFunctions
    private let dataset: LightGBMDataset
    private let validation: LightGBMDataset?
    private let booster: LibraryHandle
    private let threads: Int

    init(
        _ functions: LightGBMFunctions,
        _ parameters: BoostingParameters,
        dataset: LightGBMDataset,
        validation: LightGBMDataset?
    ) throws(BoosterError) {
        let text = LightGBMParameters.text(for: parameters, binning: dataset.binning)
        let booster = try unsafe functions.create(
            "starting a training",
            threads: parameters.threads,
            free: functions.boosterFree
        ) { out in
            unsafe functions.boosterCreate(dataset.handle.pointer, text, out)
        }
        if let validation {
            try functions.call("adding validation rows", threads: parameters.threads) {
                unsafe functions.boosterAddValidData(booster.pointer, validation.handle.pointer)
            }
        }
        self.functions = functions
        self.dataset = dataset
        self.validation = validation
        self.booster = booster
        threads = parameters.threads
    }

    /// Grows the trees of one round; false when no split is worth it any more.
    func grow() throws(BoosterError) -> Bool {
        var isFinished: Int32 = 0
        try functions.call("training", threads: threads) {
            unsafe functions.boosterUpdateOneIter(booster.pointer, &isFinished)
        }
        return isFinished == 0
    }

    /// The objective's mean loss on the validation rows.
    func validationLoss() throws(BoosterError) -> Double {
        var count: Int32 = 0
        try functions.call("counting losses", threads: threads) {
            unsafe functions.boosterGetEvalCounts(booster.pointer, &count)
        }
        guard count == 1 else { throw BoosterError("LightGBM: \(count) losses instead of one") }
        var loss = 0.0
        try functions.call("evaluating", threads: threads) {
            unsafe functions.boosterGetEval(booster.pointer, 1, &count, &loss)
        }
        return loss
    }

    /// The first `rounds` rounds as text, without the list of parameters at its end.
    ///
    /// LightGBM and Python load it all the same, and models are the same whatever the number of threads was.
    func model(rounds: Int) throws(BoosterError) -> [UInt8] {
        var capacity = 1 << 20
        while true {
            var buffer = [CChar](repeating: 0, count: capacity)
            var length: Int64 = 0
            try functions.call("writing the model", threads: threads) {
                unsafe functions.boosterSaveModelToString(
                    booster.pointer,
                    0,
                    Int32(rounds),
                    Importance.gain,
                    Int64(capacity),
                    &length,
                    &buffer
                )
            }
            guard length <= capacity else {
                capacity = Int(length)
                continue
            }
            // The length counts the zero byte at the end.
            return Self.withoutParameters(buffer[..<max(0, Int(length) - 1)].map { UInt8(bitPattern: $0) })
        }
    }

    func featureImportance(rounds: Int) throws(BoosterError) -> [Double] {
        var gains = [Double](repeating: 0, count: dataset.featureNames.count)
        try functions.call("weighing features", threads: threads) {
            unsafe functions.boosterFeatureImportance(booster.pointer, Int32(rounds), Importance.gain, &gains)
        }
        return gains
    }

    private static func withoutParameters(_ model: [UInt8]) -> [UInt8] {
        guard let list = model.firstRange(of: Array("\nparameters:\n".utf8)) else { return model }
        return Array(model[..<list.lowerBound])
    }

    private enum Importance {
        static let gain: Int32 = 1
    }
}
