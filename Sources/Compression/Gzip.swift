import CZlib

/// Whole gzip values in memory.
package enum Gzip {
    /// Compresses `bytes`; `level` goes from 1 (fast) to 9 (small). Takes tens of ms a megabyte: not for an event loop.
    package static func compress(_ bytes: [UInt8], level: Int = 6) throws(CompressionError) -> [UInt8] {
        try compress(bytes.span, level: level)
    }

    /// Compresses `bytes`; `level` goes from 1 (fast) to 9 (small).
    package static func compress(_ bytes: Span<UInt8>, level: Int = 6) throws(CompressionError) -> [UInt8] {
        guard bytes.count <= Int(UInt32.max) else {
            throw CompressionError(.tooLarge, "\(bytes.count) bytes are more than zlib takes at once")
        }
        let deflater = try Deflater(level: level)
        return try deflater.compress(bytes)
    }

    /// Decompresses `bytes`, one member or several; throws `tooLarge` when the output would pass `limit` bytes.
    package static func decompress(_ bytes: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
        var reader = try GzipReader()
        reader.feed(bytes)
        var output: [UInt8] = []
        while let piece = try reader.next() {
            guard output.count + piece.count <= limit else {
                throw CompressionError(.tooLarge, "more than \(limit) bytes of output")
            }
            output += piece
        }
        try reader.finish()
        return output
    }

    /// Decompresses `bytes`, one member or several; throws `tooLarge` when the output would pass `limit` bytes.
    package static func decompress(_ bytes: Span<UInt8>, limit: Int) throws(CompressionError) -> [UInt8] {
        try decompress(unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }, limit: limit)
    }
}

@safe
private struct Deflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int) throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe ctz_deflate_init_gzip(stream, Int32(clamping: level))
        guard status == Z_OK else { throw CompressionError(.unavailable, "level \(level), zlib status \(status)") }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    consuming func compress(_ bytes: Span<UInt8>) throws(CompressionError) -> [UInt8] {
        let stream = unsafe self.stream
        let bound = unsafe Int(deflateBound(stream, UInt(bytes.count)))
        guard bound <= Int(UInt32.max) else {
            throw CompressionError(.tooLarge, "\(bytes.count) bytes are more than zlib takes at once")
        }
        var status = Z_OK
        let output = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(bound)
                status = unsafe deflate(stream, Z_FINISH)
            }
            count = unsafe bound - Int(stream.pointee.avail_out)
        }
        guard status == Z_STREAM_END else { throw CompressionError(.unavailable, "zlib status \(status)") }
        return output
    }
}
