import CZlib

/// The compressed end of a text whose short beginning differs from answer to answer.
///
/// The beginning goes uncompressed (a stored block, RFC 1951 §3.2.4) before the deflated end in one gzip member, and the checksums of
/// the two are combined: so a body of megabytes is compressed once while its head still tells the age of the data by the second.
package struct GzipTail: Sendable {
    /// The deflate blocks of the end.
    package let deflated: [UInt8]
    private let checksum: UInt
    private let byteCount: Int
    /// What a stored block holds at most.
    package static let headLimitBytes = 65_535

    /// Compresses the end of a text. Takes about 1 s per 20 MB at level 6: not for an event loop.
    package init(_ bytes: [UInt8], level: Int = 6) throws(CompressionError) {
        let member = try Gzip.compress(bytes, level: level)
        // zlib's own gzip header is 10 bytes, its trailer 8: CRC-32 and length, little endian.
        deflated = Array(member[10..<member.count - 8])
        checksum = member[(member.count - 8)..<(member.count - 4)].reversed().reduce(0) { $0 << 8 | UInt($1) }
        byteCount = bytes.count
    }

    /// What goes before ``deflated``: the gzip header and `head` as a stored block. Beyond ``headLimitBytes`` it throws `tooLarge`.
    package func prefix(head: [UInt8]) throws(CompressionError) -> [UInt8] {
        guard head.count <= Self.headLimitBytes else {
            throw CompressionError(.tooLarge, "a head of \(head.count) bytes")
        }
        let length = UInt16(head.count)
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0]
        bytes.appendLittleEndian(UInt(length), byteCount: 2)
        bytes.appendLittleEndian(UInt(~length), byteCount: 2)
        return bytes + head
    }

    /// What goes behind ``deflated``: the checksum and length of head and end together.
    package func suffix(head: [UInt8]) -> [UInt8] {
        let headChecksum = unsafe head.withUnsafeBufferPointer { buffer in
            unsafe crc32(0, buffer.baseAddress, UInt32(buffer.count))
        }
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(crc32_combine(headChecksum, checksum, byteCount), byteCount: 4)
        bytes.appendLittleEndian(UInt(head.count + byteCount), byteCount: 4)
        return bytes
    }
}

extension [UInt8] {
    /// Appends the lowest bytes of `value`, lowest first.
    fileprivate mutating func appendLittleEndian(_ value: UInt, byteCount: Int) {
        for index in 0..<byteCount { append(UInt8(truncatingIfNeeded: value >> (UInt(index) * 8))) }
    }
}
