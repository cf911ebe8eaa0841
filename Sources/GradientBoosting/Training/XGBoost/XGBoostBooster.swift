import Synchronization

/// A model inside XGBoost.
final class XGBoostBooster: LoadedBooster {
    let columnCount: Int
    private let functions: XGBoostFunctions
    /// Scoring writes into the model's object: one call at a time.
    private let handle: Mutex<LibraryHandle>

    init(_ functions: XGBoostFunctions, model: [UInt8]) throws(BoosterError) {
        try requireSound(model, of: .xgboost)
        let handle = try unsafe functions.create("making room for a model", free: functions.boosterFree) { out in
            unsafe functions.boosterCreate(nil, 0, out)
        }
        try functions.call("loading a model") {
            unsafe functions.boosterLoad(handle.pointer, model, UInt64(model.count))
        }
        var columns: UInt64 = 0
        try functions.call("counting features") { unsafe functions.boosterGetNumFeature(handle.pointer, &columns) }
        self.functions = functions
        self.handle = Mutex(handle)
        columnCount = Int(columns)
    }

    func predictRaw(_ table: FeatureTable, threads: Int) throws(BoosterError) -> [Double] {
        guard table.columnCount == columnCount else {
            throw BoosterError("the model has \(columnCount) columns, and the rows have \(table.columnCount)")
        }
        guard table.rowCount > 0 else { return [] }
        let matrix = try unsafe functions.create("making a dataset", free: functions.matrixFree) { out in
            unsafe functions.matrixCreateFromMat(
                table.values,
                UInt64(table.rowCount),
                UInt64(table.columnCount),
                .nan,
                out,
                Int32(threads)
            )
        }
        return try handle.withLock { handle throws(BoosterError) in
            try functions.call("setting nthread") {
                unsafe functions.boosterSetParam(handle.pointer, "nthread", "\(threads)")
            }
            return try score(handle, matrix)
        }
    }

    private func score(_ handle: LibraryHandle, _ matrix: LibraryHandle) throws(BoosterError) -> [Double] {
        var scores: [Double] = []
        try functions.call("scoring") {
            var shape: UnsafePointer<UInt64>?
            var dimensions: UInt64 = 0
            var values: UnsafePointer<Float>?
            let result = unsafe functions.boosterPredict(
                handle.pointer,
                matrix.pointer,
                Self.settings,
                &shape,
                &dimensions,
                &values
            )
            guard result == 0, let shape = unsafe shape, let values = unsafe values else { return result }
            let count = (0..<Int(dimensions)).reduce(1) { unsafe $0 * Int(shape[$1]) }
            scores = (0..<count).map { unsafe Double(values[$0]) }
            return result
        }
        return scores
    }

    /// Type 1: raw scores.
    private static let settings =
        #"{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true}"#
}
