/// Runs trees over the masks of a block: no branches, no walks from node to node.
@safe struct BlockScorer {
    private let masks: UnsafePointer<RowMask>
    private let boundaries: UnsafeMutablePointer<RowMask>
    /// Leaf numbers, `RowBlock.rowCount` for each of four lookups.
    private let leafNumbers: UnsafeMutablePointer<UInt8>
    /// Eight bit planes of leaf numbers.
    private let planes: UnsafeMutablePointer<RowMask>
    private let rowCount: Int

    init(
        masks: UnsafePointer<RowMask>,
        boundaries: UnsafeMutablePointer<RowMask>,
        planes: UnsafeMutablePointer<RowMask>,
        leafNumbers: UnsafeMutablePointer<UInt8>,
        rowCount: Int
    ) {
        unsafe self.masks = masks
        unsafe self.boundaries = boundaries
        unsafe self.planes = planes
        unsafe self.leafNumbers = leafNumbers
        self.rowCount = rowCount
    }

    /// Adds the leaf values of all lookups to the sums of the block's rows, in the lookups' order.
    @inline(__always)
    func add<Value: BinaryFloatingPoint>(
        _ lookups: [LeafLookup],
        steps: [ScoringStep],
        values: [Value],
        to sums: inout [Value]
    ) {
        unsafe steps.withUnsafeBufferPointer { steps in
            unsafe values.withUnsafeBufferPointer { values in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                    for first in stride(from: 0, to: lookups.count, by: 4) {
                        let group = lookups[first..<min(lookups.count, first + 4)]
                        for (place, lookup) in group.enumerated() {
                            unsafe findLeaves(lookup, steps, into: leafNumbers + place * RowBlock.rowCount)
                        }
                        unsafe addValues(of: group, values, to: sums)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func addValues<Value: BinaryFloatingPoint>(
        of group: ArraySlice<LeafLookup>,
        _ values: UnsafeBufferPointer<Value>,
        to sums: UnsafeMutableBufferPointer<Value>
    ) {
        guard let values = values.baseAddress, let sums = sums.baseAddress else { return }
        guard group.count == 4 else {
            for (place, lookup) in group.enumerated() {
                let table = unsafe values + lookup.valueStart
                let numbers = unsafe leafNumbers + place * RowBlock.rowCount
                for row in 0..<rowCount { unsafe sums[row] += table[Int(numbers[row])] }
            }
            return
        }
        let first = unsafe values + group[group.startIndex].valueStart
        let second = unsafe values + group[group.startIndex + 1].valueStart
        let third = unsafe values + group[group.startIndex + 2].valueStart
        let fourth = unsafe values + group[group.startIndex + 3].valueStart
        for row in 0..<rowCount {
            var sum = unsafe sums[row]
            unsafe sum += first[Int(leafNumbers[row])]
            unsafe sum += second[Int(leafNumbers[row &+ RowBlock.rowCount])]
            unsafe sum += third[Int(leafNumbers[row &+ 2 &* RowBlock.rowCount])]
            unsafe sum += fourth[Int(leafNumbers[row &+ 3 &* RowBlock.rowCount])]
            unsafe sums[row] = sum
        }
    }

    @inline(__always)
    private func findLeaves(
        _ lookup: LeafLookup,
        _ steps: UnsafeBufferPointer<ScoringStep>,
        into numbers: UnsafeMutablePointer<UInt8>
    ) {
        if !lookup.steps.isEmpty {
            unsafe boundaries[0] = RowMask(repeating: .max)
            unsafe boundaries[lookup.leafCount] = RowMask()
            for index in lookup.steps {
                let step = unsafe steps[index]
                let left = unsafe masks[Int(step.mask)]
                let behindLower = unsafe boundaries[Int(step.lower)]
                let behindUpper = unsafe boundaries[Int(step.upper)]
                unsafe boundaries[Int(step.middle)] = behindUpper | (behindLower & ~left)
            }
        }
        for bit in 0..<lookup.bitCount {
            var plane = RowMask()
            var number = 1 &<< bit
            while number <= lookup.boundaryCount {
                unsafe plane ^= boundaries[lookup.firstBoundary &+ number &- 1]
                number &+= 2 &<< bit
            }
            unsafe planes[bit] = plane
        }
        for bit in lookup.bitCount..<8 { unsafe planes[bit] = RowMask() }
        unsafe transposePlanes(into: numbers)
    }

    /// Turns eight bit planes into a byte per row: an 8×8 transposition in each byte of the planes, all bytes at once.
    @inline(__always)
    private func transposePlanes(into numbers: UnsafeMutablePointer<UInt8>) {
        let input = unsafe UnsafeRawPointer(planes)
        let output = UnsafeMutableRawPointer(numbers)
        for part in stride(from: 0, to: RowBlock.byteCount, by: 16) {
            var row0 = unsafe input.load(fromByteOffset: part, as: BitRow.self)
            var row1 = unsafe input.load(fromByteOffset: part &+ 1 &* RowBlock.byteCount, as: BitRow.self)
            var row2 = unsafe input.load(fromByteOffset: part &+ 2 &* RowBlock.byteCount, as: BitRow.self)
            var row3 = unsafe input.load(fromByteOffset: part &+ 3 &* RowBlock.byteCount, as: BitRow.self)
            var row4 = unsafe input.load(fromByteOffset: part &+ 4 &* RowBlock.byteCount, as: BitRow.self)
            var row5 = unsafe input.load(fromByteOffset: part &+ 5 &* RowBlock.byteCount, as: BitRow.self)
            var row6 = unsafe input.load(fromByteOffset: part &+ 6 &* RowBlock.byteCount, as: BitRow.self)
            var row7 = unsafe input.load(fromByteOffset: part &+ 7 &* RowBlock.byteCount, as: BitRow.self)
            Self.exchangeNibbles(&row0, &row4)
            Self.exchangeNibbles(&row1, &row5)
            Self.exchangeNibbles(&row2, &row6)
            Self.exchangeNibbles(&row3, &row7)
            Self.exchangePairs(&row0, &row2)
            Self.exchangePairs(&row1, &row3)
            Self.exchangePairs(&row4, &row6)
            Self.exchangePairs(&row5, &row7)
            Self.exchangeBits(&row0, &row1)
            Self.exchangeBits(&row2, &row3)
            Self.exchangeBits(&row4, &row5)
            Self.exchangeBits(&row6, &row7)
            unsafe output.storeBytes(of: row0, toByteOffset: part, as: BitRow.self)
            unsafe output.storeBytes(of: row1, toByteOffset: part &+ 1 &* RowBlock.byteCount, as: BitRow.self)
            unsafe output.storeBytes(of: row2, toByteOffset: part &+ 2 &* RowBlock.byteCount, as: BitRow.self)
            unsafe output.storeBytes(of: row3, toByteOffset: part &+ 3 &* RowBlock.byteCount, as: BitRow.self)
            unsafe output.storeBytes(of: row4, toByteOffset: part &+ 4 &* RowBlock.byteCount, as: BitRow.self)
            unsafe output.storeBytes(of: row5, toByteOffset: part &+ 5 &* RowBlock.byteCount, as: BitRow.self)
            unsafe output.storeBytes(of: row6, toByteOffset: part &+ 6 &* RowBlock.byteCount, as: BitRow.self)
            unsafe output.storeBytes(of: row7, toByteOffset: part &+ 7 &* RowBlock.byteCount, as: BitRow.self)
        }
    }

    private typealias BitRow = SIMD2<UInt64>

    /// Exchanges the high half of each byte of one row with the low half of the other's.
    @inline(__always)
    private static func exchangeNibbles(_ first: inout BitRow, _ second: inout BitRow) {
        let difference = ((first &>> 4) ^ second) & 0x0F0F_0F0F_0F0F_0F0F
        second ^= difference
        first ^= difference &<< 4
    }

    /// Exchanges the high pairs of bits of one row with the low pairs of the other.
    @inline(__always)
    private static func exchangePairs(_ first: inout BitRow, _ second: inout BitRow) {
        let difference = ((first &>> 2) ^ second) & 0x3333_3333_3333_3333
        second ^= difference
        first ^= difference &<< 2
    }

    /// Exchanges the odd bits of one row with the even bits of the other.
    @inline(__always)
    private static func exchangeBits(_ first: inout BitRow, _ second: inout BitRow) {
        let difference = ((first &>> 1) ^ second) & 0x5555_5555_5555_5555
        second ^= difference
        first ^= difference &<< 1
    }
}
