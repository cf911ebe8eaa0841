/// A model inside LightGBM.
final class LightGBMBooster: LoadedBooster {
    let columnCount: Int
    private let outputCount: Int
    private let functions: LightGBMFunctions
    private let handle: LibraryHandle

    init(_ functions: LightGBMFunctions, model: [UInt8]) throws(BoosterError) {
        try requireSound(model, of: .lightgbm)
        let text = model.map { CChar(bitPattern: $0) } + [0]
        var rounds: Int32 = 0
        let handle = try unsafe functions.create("loading a model", free: functions.boosterFree) { out in
            unsafe functions.boosterLoadModelFromString(text, &rounds, out)
        }
        var columns: Int32 = 0
        var outputs: Int32 = 0
        try functions.call("counting features") { unsafe functions.boosterGetNumFeature(handle.pointer, &columns) }
        try functions.call("counting outputs") {
            unsafe functions.boosterNumModelPerIteration(handle.pointer, &outputs)
        }
        self.functions = functions
        self.handle = handle
        columnCount = Int(columns)
        outputCount = Int(outputs)
    }

    func predictRaw(_ table: FeatureTable, threads: Int) throws(BoosterError) -> [Double] {
        guard let rows = Int32(exactly: table.rowCount) else {
            throw BoosterError("LightGBM scores at most \(Int32.max) rows at a time")
        }
        guard rows > 0 else { return [] }
        var scores = [Double](repeating: 0, count: table.rowCount * outputCount)
        var count: Int64 = 0
        try functions.call("scoring", threads: threads) {
            unsafe functions.boosterPredictForMat(
                handle.pointer,
                table.values,
                LightGBMDataset.CType.float32,
                rows,
                Int32(table.columnCount),
                1,
                PredictType.rawScore,
                0,
                -1,
                "num_threads=\(LightGBMThreads.most) verbosity=-1",
                &count,
                &scores
            )
        }
        guard count == scores.count else { throw BoosterError("LightGBM: \(count) scores for \(rows) rows") }
        return scores
    }

    private enum PredictType {
        static let rawScore: Int32 = 1
    }
}
