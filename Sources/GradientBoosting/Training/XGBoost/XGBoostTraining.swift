/// A booster that XGBoost is growing. Its datasets live as long as it does.
struct XGBoostTraining {
    private let functions: XGBoostFunctions
    private let parameters: BoostingParameters
    private let dataset: XGBoostDataset
    private let validation: XGBoostDataset?
    private let booster: LibraryHandle

    init(
        _ functions: XGBoostFunctions,
        _ parameters: BoostingParameters,
        _ start: StartingScore,
        dataset: XGBoostDataset,
        validation: XGBoostDataset?
    ) throws(BoosterError) {
        // Scores of the datasets named here are kept from round to round.
        let matrices = unsafe [dataset.handle.pointer, validation?.handle.pointer].compactMap { unsafe $0 }.map(
            Optional.some
        )
        let booster = try unsafe functions.create("starting a training", free: functions.boosterFree) { out in
            unsafe functions.boosterCreate(matrices, UInt64(matrices.count), out)
        }
        for pair in XGBoostParameters.pairs(for: parameters, binning: dataset.binning, start: start) {
            try functions.call("setting \(pair.name)") {
                unsafe functions.boosterSetParam(booster.pointer, pair.name, pair.value)
            }
        }
        self.functions = functions
        self.parameters = parameters
        self.dataset = dataset
        self.validation = validation
        self.booster = booster
        try name()
    }

    private init(_ whole: XGBoostTraining, booster: LibraryHandle) {
        functions = whole.functions
        parameters = whole.parameters
        dataset = whole.dataset
        validation = whole.validation
        self.booster = booster
    }

    /// Grows the trees of round `round`, from 0.
    func grow(round: Int) throws(BoosterError) {
        try functions.call("training") {
            unsafe functions.boosterUpdateOneIter(booster.pointer, Int32(round), dataset.handle.pointer)
        }
    }

    /// The objective's mean loss on the validation rows; nil without any.
    func validationLoss(round: Int) throws(BoosterError) -> Double? {
        guard let validation else { return nil }
        var line = ""
        try functions.call("evaluating") {
            unsafe FeatureNames.withCStrings(["validation"]) { name in
                var text: XGBoostFunctions.Text?
                let matrices: [XGBoostFunctions.Handle?] = unsafe [validation.handle.pointer]
                let result = unsafe functions.boosterEvalOneIter(
                    booster.pointer,
                    Int32(round),
                    matrices,
                    name,
                    1,
                    &text
                )
                if result == 0, let text = unsafe text { line = unsafe String(cString: text) }
                return result
            }
        }
        // A line such as "[3]\tvalidation-rmse:0.25".
        guard let colon = line.lastIndex(of: ":"), let loss = Double(line[line.index(after: colon)...]) else {
            throw BoosterError("XGBoost: no loss in '\(line)'")
        }
        return parameters.objective == .squaredError ? loss * loss : loss
    }

    /// A booster of the first `rounds` rounds.
    func kept(rounds: Int) throws(BoosterError) -> XGBoostTraining {
        let slice = try unsafe functions.create("cutting the model", free: functions.boosterFree) { out in
            unsafe functions.boosterSlice(booster.pointer, 0, Int32(rounds), 1, out)
        }
        let kept = XGBoostTraining(self, booster: slice)
        try kept.name()
        return kept
    }

    /// The model as UBJ.
    func model() throws(BoosterError) -> [UInt8] {
        var bytes: [UInt8] = []
        try functions.call("writing the model") {
            var length: UInt64 = 0
            var text: XGBoostFunctions.Text?
            let result = unsafe functions.boosterSave(booster.pointer, #"{"format":"ubj"}"#, &length, &text)
            if result == 0, let text = unsafe text {
                bytes = unsafe Array(UnsafeRawBufferPointer(start: text, count: Int(length)))
            }
            return result
        }
        return bytes
    }

    /// Total gain by column; XGBoost leaves out columns that no split uses.
    func featureImportance() throws(BoosterError) -> [Double] {
        var gains: [String: Double] = [:]
        try functions.call("weighing features") {
            var count: UInt64 = 0
            var dimensions: UInt64 = 0
            var names: UnsafePointer<XGBoostFunctions.Text?>?
            var shape: UnsafePointer<UInt64>?
            var scores: UnsafePointer<Float>?
            let result = unsafe functions.boosterFeatureScore(
                booster.pointer,
                #"{"importance_type":"total_gain"}"#,
                &count,
                &names,
                &dimensions,
                &shape,
                &scores
            )
            guard result == 0, let names = unsafe names, let scores = unsafe scores else { return result }
            for index in 0..<Int(count) {
                guard let name = unsafe names[index] else { continue }
                gains[unsafe String(cString: name)] = unsafe Double(scores[index])
            }
            return result
        }
        return dataset.featureNames.map { gains[$0] ?? 0 }
    }

    /// Writes the columns' names and types into the model.
    private func name() throws(BoosterError) {
        for (field, values) in [("feature_name", dataset.featureNames), ("feature_type", dataset.featureTypes)] {
            try functions.call("setting \(field)") {
                unsafe FeatureNames.withCStrings(values) { strings in
                    unsafe functions.boosterSetStrings(booster.pointer, field, strings, UInt64(values.count))
                }
            }
        }
    }
}
