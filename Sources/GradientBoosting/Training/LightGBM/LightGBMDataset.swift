/// Rows in LightGBM's bins.
final class LightGBMDataset: BoosterDataset {
    let engine = BoostingEngine.lightgbm
    let rowCount: Int
    let featureNames: [String]
    let binning: BinningParameters
    let handle: LibraryHandle
    let lease = DatasetLease()
    private let functions: LightGBMFunctions

    init(
        _ functions: LightGBMFunctions,
        table: FeatureTable,
        featureNames: [String],
        binning: BinningParameters,
        reference: LightGBMDataset?
    ) throws(BoosterError) {
        guard let rows = Int32(exactly: table.rowCount), let columns = Int32(exactly: table.columnCount), rows > 0
        else {
            throw BoosterError("a dataset has 1 to \(Int32.max) rows, not \(table.rowCount)")
        }
        let parameters = LightGBMParameters.text(for: binning)
        let handle = try unsafe functions.create(
            "making a dataset",
            threads: binning.threads,
            free: functions.datasetFree
        ) { out in
            unsafe functions.datasetCreateFromMat(
                table.values,
                CType.float32,
                rows,
                columns,
                1,
                parameters,
                reference?.handle.pointer,
                out
            )
        }
        try functions.call("naming features") {
            unsafe FeatureNames.withCStrings(featureNames) { names in
                unsafe functions.datasetSetFeatureNames(handle.pointer, names, columns)
            }
        }
        self.functions = functions
        self.rowCount = table.rowCount
        self.featureNames = featureNames
        self.binning = binning
        self.handle = handle
    }

    /// Sets what is learnt; values of an earlier training are replaced or removed.
    func set(_ rows: BoostingRows, outputs: Int) throws(BoosterError) {
        try set("label", rows.labels, CType.float32)
        try set("weight", rows.weights ?? [], CType.float32)
        // LightGBM writes a longer list over the shorter one that is there, past its end: it has to be removed first.
        try set("init_score", [Double](), CType.float64)
        try set("init_score", byOutput(rows.initialScores ?? [], outputs: outputs), CType.float64)
    }

    private func set<Number>(_ field: String, _ values: [Number], _ type: Int32) throws(BoosterError) {
        guard let count = Int32(exactly: values.count) else {
            throw BoosterError("LightGBM takes at most \(Int32.max) values of \(field)")
        }
        try functions.call("setting \(field)", threads: binning.threads) {
            unsafe values.withUnsafeBytes { bytes in
                // Without an address, or with zero values, the field is removed.
                unsafe functions.datasetSetField(handle.pointer, field, bytes.baseAddress, count, type)
            }
        }
    }

    /// LightGBM wants all rows of the first output first.
    private func byOutput(_ scores: [Double], outputs: Int) -> [Double] {
        guard outputs > 1, !scores.isEmpty else { return scores }
        return (0..<outputs).flatMap { output in stride(from: output, to: scores.count, by: outputs).map { scores[$0] }
        }
    }

    /// Numbers of the C interface for types of values.
    enum CType {
        static let float32: Int32 = 0
        static let float64: Int32 = 1
    }
}
