/// A bit for each row of a block. Row r is bit `r / 64` of byte `r % 64`, which is the order in which leaf numbers come
/// out of bit planes without being sorted.
typealias RowMask = SIMD8<UInt64>

/// Measures of a block of rows that are scored together.
enum RowBlock {
    /// Rows of a block, and bits of a mask. Half as many cost the same per row, but 2,700 rows fill these better.
    static let rowCount = 8 * byteCount
    /// Bytes of a mask: eight rows each.
    static let byteCount = MemoryLayout<RowMask>.size
    /// Masks of a segment: steps number them in 16 bits.
    static let maskLimit = 65_536
}
