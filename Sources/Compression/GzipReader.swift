import CZlib

/// Decompresses gzip piece by piece, also several members one behind the other, as `cat a.gz b.gz` makes them.
@safe
package struct GzipReader: ~Copyable {
    // zlib keeps the stream's address, so it lives on the heap.
    private let stream: UnsafeMutablePointer<z_stream>
    private let outputLimit: Int
    private var input: [UInt8] = []
    private var offset = 0
    private var isBetweenMembers = true
    private var hasMember = false

    /// Creates a reader that gives at most `outputLimit` bytes a step; throws `unavailable` without memory.
    package init(outputLimit: Int = 64 << 10) throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        self.outputLimit = max(1, outputLimit)
        let status = unsafe ctz_inflate_init_gzip(stream)
        guard status == Z_OK else { throw CompressionError(.unavailable, "zlib status \(status)") }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Takes a chunk of input; the one before must have been used up by `next`.
    package mutating func feed(_ chunk: [UInt8]) {
        input = chunk
        offset = 0
    }

    /// The next piece of output; nil when more input is needed. Throws `corrupt`.
    package mutating func next() throws(CompressionError) -> [UInt8]? {
        while true {
            if isBetweenMembers, !startMember() { return nil }
            let step = inflateStep()
            switch step.status {
            case Z_STREAM_END:
                isBetweenMembers = true
                unsafe inflateReset(stream)
            case Z_OK: break
            // zlib's way of saying that it needs more input.
            case Z_BUF_ERROR where step.output.isEmpty: return nil
            case Z_BUF_ERROR: break
            case Z_MEM_ERROR: throw CompressionError(.unavailable, "zlib has no memory")
            default: throw CompressionError(.corrupt, "gzip data, zlib status \(step.status)")
            }
            if !step.output.isEmpty { return step.output }
        }
    }

    /// Call it after the last chunk: throws `truncated` when the input stopped too early.
    package mutating func finish() throws(CompressionError) {
        guard isBetweenMembers, hasMember else {
            throw CompressionError(.truncated, "the gzip data ends inside a member")
        }
    }

    /// Zero bytes after a member are padding, as tar and tape tools leave it.
    private mutating func startMember() -> Bool {
        while hasMember, offset < input.count, input[offset] == 0 { offset += 1 }
        guard offset < input.count else { return false }
        isBetweenMembers = false
        hasMember = true
        return true
    }

    private mutating func inflateStep() -> (output: [UInt8], status: Int32) {
        let stream = unsafe self.stream
        let available = min(input.count - offset, Int(UInt32.max))
        let capacity = min(outputLimit, Int(UInt32.max))
        var status = Z_OK
        let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe input.withUnsafeMutableBufferPointer { bytes in
                unsafe stream.pointee.next_in = bytes.baseAddress.map { unsafe $0 + offset }
                unsafe stream.pointee.avail_in = UInt32(available)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(capacity)
                status = unsafe inflate(stream, Z_NO_FLUSH)
            }
            count = unsafe capacity - Int(stream.pointee.avail_out)
        }
        unsafe offset += available - Int(stream.pointee.avail_in)
        return (output, status)
    }
}
