/// The functions of LightGBM's C library that are used, with the C types of its `c_api.h`.
@safe
struct LightGBMFunctions: Sendable {
    typealias Handle = UnsafeMutableRawPointer
    typealias Text = UnsafePointer<CChar>
    typealias LogCallback = @convention(c) (Text?) -> Void

    let lastError: @convention(c) @Sendable () -> Text?
    let registerLogCallback: @convention(c) @Sendable (LogCallback?) -> Int32
    let setMaxThreads: @convention(c) @Sendable (Int32) -> Int32
    let datasetCreateFromMat:
        @convention(c) @Sendable (
            UnsafeRawPointer?, Int32, Int32, Int32, Int32, Text?, Handle?, UnsafeMutablePointer<Handle?>?
        ) -> Int32
    let datasetFree: LibraryHandle.Free
    let datasetSetFeatureNames: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<Text?>?, Int32) -> Int32
    let datasetSetField: @convention(c) @Sendable (Handle?, Text?, UnsafeRawPointer?, Int32, Int32) -> Int32
    let boosterCreate: @convention(c) @Sendable (Handle?, Text?, UnsafeMutablePointer<Handle?>?) -> Int32
    let boosterFree: LibraryHandle.Free
    let boosterAddValidData: @convention(c) @Sendable (Handle?, Handle?) -> Int32
    let boosterUpdateOneIter: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
    let boosterGetEvalCounts: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
    let boosterGetEval:
        @convention(c) @Sendable (
            Handle?, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Double>?
        ) -> Int32
    let boosterSaveModelToString:
        @convention(c) @Sendable (
            Handle?, Int32, Int32, Int32, Int64, UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<CChar>?
        ) -> Int32
    let boosterFeatureImportance:
        @convention(c) @Sendable (Handle?, Int32, Int32, UnsafeMutablePointer<Double>?) -> Int32
    let boosterLoadModelFromString:
        @convention(c) @Sendable (Text?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Handle?>?) -> Int32
    let boosterGetNumFeature: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
    let boosterNumModelPerIteration: @convention(c) @Sendable (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
    let boosterPredictForMat:
        @convention(c) @Sendable (
            Handle?, UnsafeRawPointer?, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Text?,
            UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<Double>?
        ) -> Int32

    init(_ library: DynamicLibrary) throws(BoosterError) {
        unsafe lastError = try unsafe library.function("LGBM_GetLastError")
        unsafe registerLogCallback = try unsafe library.function("LGBM_RegisterLogCallback")
        setMaxThreads = try unsafe library.function("LGBM_SetMaxThreads")
        unsafe datasetCreateFromMat = try unsafe library.function("LGBM_DatasetCreateFromMat")
        unsafe datasetFree = try unsafe library.function("LGBM_DatasetFree")
        unsafe datasetSetFeatureNames = try unsafe library.function("LGBM_DatasetSetFeatureNames")
        unsafe datasetSetField = try unsafe library.function("LGBM_DatasetSetField")
        unsafe boosterCreate = try unsafe library.function("LGBM_BoosterCreate")
        unsafe boosterFree = try unsafe library.function("LGBM_BoosterFree")
        unsafe boosterAddValidData = try unsafe library.function("LGBM_BoosterAddValidData")
        unsafe boosterUpdateOneIter = try unsafe library.function("LGBM_BoosterUpdateOneIter")
        unsafe boosterGetEvalCounts = try unsafe library.function("LGBM_BoosterGetEvalCounts")
        unsafe boosterGetEval = try unsafe library.function("LGBM_BoosterGetEval")
        unsafe boosterSaveModelToString = try unsafe library.function("LGBM_BoosterSaveModelToString")
        unsafe boosterFeatureImportance = try unsafe library.function("LGBM_BoosterFeatureImportance")
        unsafe boosterLoadModelFromString = try unsafe library.function("LGBM_BoosterLoadModelFromString")
        unsafe boosterGetNumFeature = try unsafe library.function("LGBM_BoosterGetNumFeature")
        unsafe boosterNumModelPerIteration = try unsafe library.function("LGBM_BoosterNumModelPerIteration")
        unsafe boosterPredictForMat = try unsafe library.function("LGBM_BoosterPredictForMat")
    }

    /// Calls the library silently; throws its last error, after what was being done, when `body` returns a failure.
    ///
    /// Waits for other calls to end. Work on a booster must be called with the same `threads` every time.
    func call(_ what: String, threads: Int = 1, _ body: () -> Int32) throws(BoosterError) {
        try LightGBMThreads.with(threads, set: setMaxThreads) { () throws(BoosterError) in
            // Where the log goes is kept for each thread, and it goes to standard output by default.
            _ = unsafe registerLogCallback { _ in }
            guard body() != 0 else { return }
            let reason = unsafe lastError().map { unsafe String(cString: $0) } ?? "no reason given"
            throw BoosterError("LightGBM: \(what): \(reason)")
        }
    }

    /// Calls a function that creates an object; returns the object.
    func create(
        _ what: String,
        threads: Int = 1,
        free: LibraryHandle.Free,
        _ body: (UnsafeMutablePointer<Handle?>) -> Int32
    ) throws(BoosterError) -> LibraryHandle {
        var handle: Handle?
        try call(what, threads: threads) { unsafe body(&handle) }
        guard let handle = unsafe handle else { throw BoosterError("LightGBM: \(what): nothing was created") }
        return unsafe LibraryHandle(handle, free: free)
    }
}
