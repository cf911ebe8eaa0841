import CZlib

/// Compresses a text that comes in pieces into one gzip member.
@safe
package final class GzipWriter {
    private let stream: UnsafeMutablePointer<z_stream>
    private static let pieceBytes = 16 * 1024

    /// `level` goes from 1 (fast) to 9 (small). Holds about 256 KiB.
    package init(level: Int = 4) throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe ctz_deflate_init_gzip(stream, Int32(clamping: level))
        guard status == Z_OK else { throw CompressionError(.unavailable, "level \(level), zlib status \(status)") }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// What `bytes` add to the output so far; often nothing yet.
    package func write(_ bytes: Span<UInt8>) throws(CompressionError) -> [UInt8] {
        try run(bytes, Z_NO_FLUSH)
    }

    /// The rest of the output. Nothing may be written afterwards.
    package func finish() throws(CompressionError) -> [UInt8] {
        let none: [UInt8] = []
        return try run(none.span, Z_FINISH)
    }

    private func run(_ bytes: Span<UInt8>, _ mode: Int32) throws(CompressionError) -> [UInt8] {
        guard bytes.count <= Int(UInt32.max) else {
            throw CompressionError(.tooLarge, "\(bytes.count) bytes are more than zlib takes at once")
        }
        let stream = unsafe self.stream
        var output: [UInt8] = []
        var status = Z_OK
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(input.count)
            repeat {
                let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
                    unsafe stream.pointee.next_out = buffer.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(Self.pieceBytes)
                    status = unsafe deflate(stream, mode)
                    count = unsafe Self.pieceBytes - Int(stream.pointee.avail_out)
                }
                output += piece
            } while unsafe stream.pointee.avail_out == 0 && status == Z_OK
        }
        // No progress is no error: there was nothing to do.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw CompressionError(.unavailable, "zlib status \(status)")
        }
        return output
    }
}
