/// Rows in XGBoost's bins (a `QuantileDMatrix`), which do not depend on the labels and weights of any training.
final class XGBoostDataset: BoosterDataset {
    let engine = BoostingEngine.xgboost
    let rowCount: Int
    let featureNames: [String]
    let binning: BinningParameters
    let handle: LibraryHandle
    let lease = DatasetLease()
    private let functions: XGBoostFunctions
    /// The training rows whose bins these are.
    private let reference: XGBoostDataset?

    init(
        _ functions: XGBoostFunctions,
        table: FeatureTable,
        featureNames: [String],
        binning: BinningParameters,
        reference: XGBoostDataset?
    ) throws(BoosterError) {
        guard table.rowCount > 0 else { throw BoosterError("a dataset has at least one row") }
        self.functions = functions
        self.rowCount = table.rowCount
        self.featureNames = featureNames
        self.binning = reference?.binning ?? binning
        self.reference = reference
        handle = try Self.bin(functions, table, self.binning, reference: reference)
        try setStrings("feature_name", featureNames)
    }

    /// Types of the columns: numbers, or categories.
    var featureTypes: [String] { Self.featureTypes(binning, columnCount: featureNames.count) }

    /// Sets what is learnt; values of an earlier training are replaced.
    func set(_ rows: BoostingRows) throws(BoosterError) {
        try set("label", rows.labels)
        try set("weight", rows.weights ?? [])
        try set("base_margin", rows.initialScores?.map { Float($0) } ?? [])
    }

    private func set(_ field: String, _ values: [Float]) throws(BoosterError) {
        try functions.call("setting \(field)") {
            unsafe functions.matrixSetFloats(handle.pointer, field, values, UInt64(values.count))
        }
    }

    private func setStrings(_ field: String, _ values: [String]) throws(BoosterError) {
        try functions.call("setting \(field)") {
            unsafe FeatureNames.withCStrings(values) { values in
                unsafe functions.matrixSetStrings(handle.pointer, field, values, UInt64(featureNames.count))
            }
        }
    }

    private static func bin(
        _ functions: XGBoostFunctions,
        _ table: FeatureTable,
        _ binning: BinningParameters,
        reference: XGBoostDataset?
    ) throws(BoosterError) -> LibraryHandle {
        let proxy = try unsafe functions.create("making a dataset", free: functions.matrixFree) { out in
            unsafe functions.proxyCreate(out)
        }
        if !binning.categoricalColumns.isEmpty {
            let types = featureTypes(binning, columnCount: table.columnCount)
            try functions.call("setting feature_type") {
                unsafe FeatureNames.withCStrings(types) { types in
                    unsafe functions.matrixSetStrings(proxy.pointer, "feature_type", types, UInt64(table.columnCount))
                }
            }
        }
        let settings = #"{"missing":NaN,"nthread":\#(binning.threads),"max_bin":\#(binning.maxBins)}"#
        return try unsafe functions.create("making a dataset", free: functions.matrixFree) { out in
            unsafe table.values.withUnsafeBufferPointer { values in
                guard let base = values.baseAddress else { return 0 }
                let batch = unsafe TableBatch(
                    functions,
                    proxy: proxy,
                    values: base,
                    rows: table.rowCount,
                    columns: table.columnCount
                )
                return withExtendedLifetime(batch) {
                    unsafe functions.quantileMatrixCreate(
                        batch.context,
                        proxy.pointer,
                        reference?.handle.pointer,
                        TableBatch.reset,
                        TableBatch.next,
                        settings,
                        out
                    )
                }
            }
        }
    }

    private static func featureTypes(_ binning: BinningParameters, columnCount: Int) -> [String] {
        let categorical = Set(binning.categoricalColumns)
        return (0..<columnCount).map { categorical.contains($0) ? "c" : "float" }
    }
}
