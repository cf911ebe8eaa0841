/// Memory that scoring works in, to be kept from one call to the next. Not for use by two calls at a time.
package struct ScoringWorkspace: Sendable {
    var masks: [RowMask] = []
    var categoryMasks: [RowMask] = []
    var boundaries: [RowMask] = []
    /// Bit planes of leaf numbers.
    var planes = Array(repeating: RowMask(), count: 8)
    /// Leaf numbers of a block under four lookups.
    var leafNumbers = Array(repeating: UInt8(0), count: 4 * RowBlock.rowCount)
    /// Codes of one feature's values in a block.
    var codes = Array(repeating: UInt32(0), count: RowBlock.rowCount)
    var doubleSums = Array(repeating: 0.0, count: RowBlock.rowCount)
    var singleSums = Array(repeating: Float(0), count: RowBlock.rowCount)

    package init() {}

    mutating func prepare(for segment: ScoringSegment) {
        Self.grow(&masks, to: segment.maskCount)
        Self.grow(&categoryMasks, to: max(1, segment.largestCodeCount))
        Self.grow(&boundaries, to: segment.largestLeafCount + 1)
    }

    private static func grow(_ masks: inout [RowMask], to count: Int) {
        guard masks.count < count else { return }
        masks = Array(repeating: RowMask(), count: count)
    }
}
