/// One inner node of a tree, as an instruction on masks.
///
/// Leaves are numbered from left to right. Boundary j of a tree is the set of rows whose leaf is j or a later one, so
/// boundary 0 holds all rows and the last one none. A node parts its leaves at one boundary; rows are behind it when
/// they are behind the node's upper end, or behind its lower end and sent to the right.
struct ScoringStep: Sendable {
    /// The mask of rows that the node sends left.
    let mask: UInt16
    /// The boundaries at the ends of the node's leaves.
    let lower: UInt16
    let upper: UInt16
    /// The boundary between its left and its right leaves, which the step computes.
    let middle: UInt16
}

/// Turns up to 255 boundaries of a tree into a leaf number for each row, and looks the leaf's value up.
struct LeafLookup: Sendable {
    /// The steps that compute the boundaries; none when the lookup before was for the same tree.
    let steps: Range<Int>
    let leafCount: Int
    let firstBoundary: Int
    let boundaryCount: Int
    /// Where the values start in the segment's table. They stand in the order of Gray's code.
    let valueStart: Int

    /// Bits of a leaf number, 0 to 8.
    var bitCount: Int { Int.bitWidth - boundaryCount.leadingZeroBitCount }
}

/// The place of the leaf of this number in a table of values: neighbours differ in one bit, so that a row's leaf number
/// is the exclusive or of the boundaries, each in one bit plane only.
func grayCode(_ number: Int) -> Int { number ^ number >> 1 }
