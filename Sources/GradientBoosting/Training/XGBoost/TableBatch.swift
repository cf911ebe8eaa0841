/// A table as the one batch of a data iterator, which XGBoost walks through more than once.
@safe
final class TableBatch {
    private let functions: XGBoostFunctions
    private let proxy: LibraryHandle
    /// Where the values are, as JSON of numpy's array interface.
    private let location: String
    private var isGiven = false

    @unsafe
    init(
        _ functions: XGBoostFunctions,
        proxy: LibraryHandle,
        values: UnsafePointer<Float>,
        rows: Int,
        columns: Int
    ) {
        self.functions = functions
        self.proxy = proxy
        let address = UInt(bitPattern: values)
        location = #"{"data":[\#(address),true],"shape":[\#(rows),\#(columns)],"typestr":"<f4","version":3}"#
    }

    /// Goes back to before the batch.
    @unsafe static let reset: XGBoostFunctions.Reset = { context in
        unsafe TableBatch.from(context)?.isGiven = false
    }

    /// Hands the batch to the proxy; 0 when there is none left (or XGBoost refuses it and says so afterwards).
    @unsafe static let next: XGBoostFunctions.Next = { context in
        guard let batch = unsafe TableBatch.from(context), !batch.isGiven else { return 0 }
        batch.isGiven = true
        return unsafe batch.functions.proxySetDense(batch.proxy.pointer, batch.location) == 0 ? 1 : 0
    }

    /// What `reset` and `next` get; valid as long as the batch is referenced.
    @unsafe var context: UnsafeMutableRawPointer {
        unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> TableBatch? {
        unsafe context.map { unsafe Unmanaged<TableBatch>.fromOpaque($0).takeUnretainedValue() }
    }
}
