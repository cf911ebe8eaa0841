/// Numbers that a saved index holds in columns: any bits are a value of theirs.
protocol ColumnElement: BitwiseCopyable, Sendable {}

extension UInt8: ColumnElement {}
extension UInt16: ColumnElement {}
extension UInt32: ColumnElement {}
extension UInt64: ColumnElement {}
extension Float: ColumnElement {}

/// Copies columns to and from bytes, little-endian as every machine this runs on keeps them.
///
/// Hundreds of megabytes are read at the start, so whole columns are copied at once. That is safe because the elements
/// have no invalid bits, and every range is checked against the bytes there are before it is used.
enum ColumnBytes {
    /// Appends the bytes of `column`.
    static func append<Element: ColumnElement>(_ column: [Element], to bytes: inout [UInt8]) {
        unsafe column.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// The column of `count` elements whose bytes begin at `start`.
    /// - Precondition: `bytes` holds them.
    static func column<Element: ColumnElement>(_ bytes: [UInt8], at start: Int, count: Int) -> [Element] {
        let end = start + count * MemoryLayout<Element>.stride
        precondition(start >= 0 && count >= 0 && end <= bytes.count, "the caller checks the range")
        return unsafe [Element](unsafeUninitializedCapacity: count) { column, initialised in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(column).copyBytes(from: bytes[start..<end])
            }
            initialised = count
        }
    }

    /// A checksum of the bytes from `start` on: it finds accidents, not forgeries.
    static func checksum(_ bytes: [UInt8], from start: Int) -> UInt64 {
        var lanes = SIMD4<UInt64>(1, 2, 3, 4)
        var position = start
        unsafe bytes.withUnsafeBytes { bytes in
            while position + 32 <= bytes.count {
                for lane in 0..<4 {
                    let word = unsafe bytes.loadUnaligned(fromByteOffset: position + lane * 8, as: UInt64.self)
                    let mixed = (lanes[lane] ^ word) &* 0x9e37_79b9_7f4a_7c15
                    lanes[lane] = mixed ^ (mixed >> 32)
                }
                position += 32
            }
        }
        var hash = UInt64(truncatingIfNeeded: bytes.count - start)
        for lane in 0..<4 { hash = TermHash.mix(hash ^ lanes[lane]) }
        while position < bytes.count {
            hash = TermHash.mix(hash ^ UInt64(bytes[position]))
            position += 1
        }
        return hash
    }
}
