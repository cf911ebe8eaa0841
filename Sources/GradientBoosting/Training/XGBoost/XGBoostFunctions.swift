/// The functions of XGBoost's C library that are used, with the C types of its `c_api.h` (1.7 and later).
@safe
struct XGBoostFunctions: Sendable {
    typealias Handle = UnsafeMutableRawPointer
    typealias Text = UnsafePointer<CChar>
    typealias LogCallback = @convention(c) (Text?) -> Void
    typealias Reset = @convention(c) (Handle?) -> Void
    typealias Next = @convention(c) (Handle?) -> Int32

    let lastError: @convention(c) @Sendable () -> Text?
    let version:
        @convention(c) @Sendable (
            UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
        ) -> Void
    let registerLogCallback: @convention(c) @Sendable (LogCallback?) -> Int32
    let matrixCreateFromMat:
        @convention(c) @Sendable (
            UnsafePointer<Float>?, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>?, Int32
        ) -> Int32
    let proxyCreate: @convention(c) @Sendable (UnsafeMutablePointer<Handle?>?) -> Int32
    let proxySetDense: @convention(c) @Sendable (Handle?, Text?) -> Int32
    let quantileMatrixCreate:
        @convention(c) @Sendable (
            Handle?, Handle?, Handle?, Reset?, Next?, Text?, UnsafeMutablePointer<Handle?>?
        ) -> Int32
    let matrixFree: LibraryHandle.Free
    let matrixSetFloats: @convention(c) @Sendable (Handle?, Text?, UnsafePointer<Float>?, UInt64) -> Int32
    let matrixSetStrings: @convention(c) @Sendable (Handle?, Text?, UnsafeMutablePointer<Text?>?, UInt64) -> Int32
    let boosterCreate:
        @convention(c) @Sendable (UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>?) -> Int32
    let boosterFree: LibraryHandle.Free
    let boosterSetParam: @convention(c) @Sendable (Handle?, Text?, Text?) -> Int32
    let boosterSetStrings: @convention(c) @Sendable (Handle?, Text?, UnsafeMutablePointer<Text?>?, UInt64) -> Int32
    let boosterUpdateOneIter: @convention(c) @Sendable (Handle?, Int32, Handle?) -> Int32
    let boosterEvalOneIter:
        @convention(c) @Sendable (
            Handle?, Int32, UnsafePointer<Handle?>?, UnsafePointer<Text?>?, UInt64, UnsafeMutablePointer<Text?>?
        ) -> Int32
    let boosterSlice: @convention(c) @Sendable (Handle?, Int32, Int32, Int32, UnsafeMutablePointer<Handle?>?) -> Int32
    let boosterSave:
        @convention(c) @Sendable (
            Handle?, Text?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<Text?>?
        ) -> Int32
    let boosterLoad: @convention(c) @Sendable (Handle?, UnsafeRawPointer?, UInt64) -> Int32
    let boosterGetNumFeature: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<UInt64>?) -> Int32
    let boosterFeatureScore:
        @convention(c) @Sendable (
            Handle?, Text?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UnsafePointer<Text?>?>?,
            UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UnsafePointer<UInt64>?>?,
            UnsafeMutablePointer<UnsafePointer<Float>?>?
        ) -> Int32
    let boosterPredict:
        @convention(c) @Sendable (
            Handle?, Handle?, Text?, UnsafeMutablePointer<UnsafePointer<UInt64>?>?, UnsafeMutablePointer<UInt64>?,
            UnsafeMutablePointer<UnsafePointer<Float>?>?
        ) -> Int32

    init(_ library: DynamicLibrary) throws(BoosterError) {
        unsafe lastError = try unsafe library.function("XGBGetLastError")
        unsafe version = try unsafe library.function("XGBoostVersion")
        unsafe registerLogCallback = try unsafe library.function("XGBRegisterLogCallback")
        unsafe matrixCreateFromMat = try unsafe library.function("XGDMatrixCreateFromMat_omp")
        unsafe proxyCreate = try unsafe library.function("XGProxyDMatrixCreate")
        unsafe proxySetDense = try unsafe library.function("XGProxyDMatrixSetDataDense")
        unsafe quantileMatrixCreate = try unsafe library.function("XGQuantileDMatrixCreateFromCallback")
        unsafe matrixFree = try unsafe library.function("XGDMatrixFree")
        unsafe matrixSetFloats = try unsafe library.function("XGDMatrixSetFloatInfo")
        unsafe matrixSetStrings = try unsafe library.function("XGDMatrixSetStrFeatureInfo")
        unsafe boosterCreate = try unsafe library.function("XGBoosterCreate")
        unsafe boosterFree = try unsafe library.function("XGBoosterFree")
        unsafe boosterSetParam = try unsafe library.function("XGBoosterSetParam")
        unsafe boosterSetStrings = try unsafe library.function("XGBoosterSetStrFeatureInfo")
        unsafe boosterUpdateOneIter = try unsafe library.function("XGBoosterUpdateOneIter")
        unsafe boosterEvalOneIter = try unsafe library.function("XGBoosterEvalOneIter")
        unsafe boosterSlice = try unsafe library.function("XGBoosterSlice")
        unsafe boosterSave = try unsafe library.function("XGBoosterSaveModelToBuffer")
        unsafe boosterLoad = try unsafe library.function("XGBoosterLoadModelFromBuffer")
        unsafe boosterGetNumFeature = try unsafe library.function("XGBoosterGetNumFeature")
        unsafe boosterFeatureScore = try unsafe library.function("XGBoosterFeatureScore")
        unsafe boosterPredict = try unsafe library.function("XGBoosterPredictFromDMatrix")
    }

    /// Calls the library silently; throws its last error, after what was being done, when `body` returns a failure.
    func call(_ what: String, _ body: () -> Int32) throws(BoosterError) {
        // Where the log goes is kept for each thread, and it goes to standard error by default.
        _ = unsafe registerLogCallback { _ in }
        guard body() != 0 else { return }
        let reason = unsafe lastError().map { unsafe String(cString: $0) } ?? "no reason given"
        throw BoosterError("XGBoost: \(what): \(Self.withoutBacktrace(reason))")
    }

    /// Calls a function that creates an object; returns the object.
    func create(
        _ what: String,
        free: LibraryHandle.Free,
        _ body: (UnsafeMutablePointer<Handle?>) -> Int32
    ) throws(BoosterError) -> LibraryHandle {
        var handle: Handle?
        try call(what) { unsafe body(&handle) }
        guard let handle = unsafe handle else { throw BoosterError("XGBoost: \(what): nothing was created") }
        return unsafe LibraryHandle(handle, free: free)
    }

    /// XGBoost puts the time and its source line before its words and addresses of its functions after them.
    private static func withoutBacktrace(_ reason: String) -> String {
        let words = reason.split(separator: "\n").prefix { !$0.hasPrefix("Stack trace") }.joined(separator: "; ")
        guard words.hasPrefix("["), let place = words.firstRange(of: ": ") else { return words }
        return String(words[place.upperBound...])
    }
}
