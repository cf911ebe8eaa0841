import CZstd

/// Decompresses zstd piece by piece, also several frames one behind the other.
@safe
package struct ZstdReader: ~Copyable {
    private let context: OpaquePointer
    private let outputLimit: Int
    private var input: [UInt8] = []
    private var offset = 0
    private var isBetweenFrames = true
    private var hasFrame = false
    /// The last step filled its output, so the library may hold more without any new input.
    private var mayHoldOutput = false

    /// Creates a reader that gives at most `outputLimit` bytes a step; a frame's window may take 128 MiB.
    package init(outputLimit: Int = 128 << 10) throws(CompressionError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw CompressionError(.unavailable, "zstd has no memory")
        }
        unsafe self.context = unsafe context
        self.outputLimit = max(1, outputLimit)
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// Takes a chunk of input; the one before must have been used up by `next`.
    package mutating func feed(_ chunk: [UInt8]) {
        input = chunk
        offset = 0
    }

    /// The next piece of output; nil when more input is needed. Throws `corrupt`.
    package mutating func next() throws(CompressionError) -> [UInt8]? {
        while offset < input.count || mayHoldOutput {
            let step = decompressStep()
            guard ZSTD_isError(step.status) == 0 else {
                let name = unsafe String(cString: ZSTD_getErrorName(step.status))
                throw CompressionError(.corrupt, "zstd data: \(name)")
            }
            hasFrame = true
            isBetweenFrames = step.status == 0
            mayHoldOutput = step.output.count == outputLimit && !isBetweenFrames
            if !step.output.isEmpty { return step.output }
        }
        return nil
    }

    /// Call it after the last chunk: throws `truncated` when the input stopped too early.
    package mutating func finish() throws(CompressionError) {
        guard isBetweenFrames, hasFrame else {
            throw CompressionError(.truncated, "the zstd data ends inside a frame")
        }
    }

    private mutating func decompressStep() -> (output: [UInt8], status: Int) {
        let context = unsafe self.context
        let limit = outputLimit
        var status = 0
        let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            unsafe input.withUnsafeBytes { bytes in
                var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: offset)
                var target = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: limit, pos: 0)
                status = unsafe ZSTD_decompressStream(context, &target, &source)
                unsafe offset = source.pos
                unsafe count = target.pos
            }
        }
        return (output, status)
    }
}
