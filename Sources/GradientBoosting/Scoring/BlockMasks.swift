/// Computes, for a block of rows, the masks of all conditions of a segment.
///
/// The pointers here and in `BlockScorer.swift` are for speed: index checks alone made scoring a tenth slower (measured
/// on 2,700 rows, 400 trees of 63 leaves), and masks are filled byte by byte but read whole. They are safe because
/// every index comes from a plan that was checked when the scorer was made or is a row of the block, and because
/// ``TreeScorer`` keeps the memory alive around each use.
@safe struct BlockMasks {
    private let masks: UnsafeMutablePointer<RowMask>
    private let categoryMasks: UnsafeMutablePointer<RowMask>
    private let codes: UnsafeMutablePointer<UInt32>
    private let zeroThreshold: Float
    /// The rows of the block in use.
    private let rowCount: Int

    init(
        masks: UnsafeMutablePointer<RowMask>,
        categoryMasks: UnsafeMutablePointer<RowMask>,
        codes: UnsafeMutablePointer<UInt32>,
        zeroThreshold: Float,
        rowCount: Int
    ) {
        unsafe self.masks = masks
        unsafe self.categoryMasks = categoryMasks
        unsafe self.codes = codes
        self.zeroThreshold = zeroThreshold
        self.rowCount = rowCount
    }

    /// - Parameter values: the feature's values of the block's rows.
    func fill(_ feature: ThresholdFeature, from values: UnsafePointer<Float>) {
        unsafe findCodes(feature, values)
        for table in feature.tables {
            let first = unsafe masks + table.firstMask
            let count = table.thresholds.count
            for index in 0..<count { unsafe first[index] = RowMask() }
            setBits(table.masks)
            // A row at or below a threshold is below all later ones too.
            var rows = RowMask()
            for index in 0..<count {
                unsafe rows |= first[index]
                unsafe first[index] = rows
            }
        }
    }

    /// Counts the thresholds below each value.
    @inline(__always)
    private func findCodes(_ feature: ThresholdFeature, _ values: UnsafePointer<Float>) {
        let (lowest, highest, scale) = (feature.buckets.lowest, feature.buckets.highest, feature.buckets.scale)
        for row in 0..<rowCount {
            let value = unsafe flushed(values[row])
            let bucket = ThresholdBuckets.bucket(of: value, lowest: lowest, highest: highest, scale: scale)
            unsafe codes[row] = UInt32(truncatingIfNeeded: bucket)
        }
        let missingCode = UInt32(truncatingIfNeeded: feature.missingCode)
        let topStep = 1 << (feature.buckets.searchSteps - 1)
        unsafe feature.buckets.starts.withUnsafeBufferPointer { starts in
            unsafe feature.thresholdKeys.withUnsafeBufferPointer { keys in
                for row in 0..<rowCount {
                    let value = unsafe flushed(values[row])
                    let key = Int(value.orderedKey)
                    var below = unsafe Int(starts[Int(codes[row])])
                    var step = topStep
                    while step > 0 {
                        // The sign of the difference selects the step; a comparison became a branch that was often
                        // mispredicted.
                        let difference = unsafe Int(keys[below &+ step &- 1]) &- key
                        below &+= (difference &>> 63) & step
                        step &>>= 1
                    }
                    unsafe codes[row] = value.isNaN ? missingCode : UInt32(truncatingIfNeeded: below)
                }
            }
        }
        guard feature.zeroMayBeMissing else { return }
        let zeroCode = UInt32(truncatingIfNeeded: feature.zeroCode)
        for row in 0..<rowCount where unsafe flushed(values[row]) == 0 { unsafe codes[row] = zeroCode }
    }

    @inline(__always)
    private func flushed(_ value: Float) -> Float {
        value.magnitude <= zeroThreshold ? 0 : value
    }

    /// Puts each row into the first mask that holds it.
    @inline(__always)
    private func setBits(_ firstMasks: [UInt16]) {
        let bytes = unsafe UnsafeMutableRawPointer(masks).assumingMemoryBound(to: UInt8.self)
        unsafe firstMasks.withUnsafeBufferPointer { firstMasks in
            var start = 0
            while start < rowCount {
                let bit = UInt8(1) &<< UInt8(truncatingIfNeeded: start / RowBlock.byteCount)
                let end = min(rowCount, start &+ RowBlock.byteCount)
                for row in start..<end {
                    let mask = unsafe Int(firstMasks[Int(codes[row])])
                    unsafe bytes[mask &* RowBlock.byteCount &+ (row &- start)] |= bit
                }
                start = end
            }
        }
    }

    /// - Parameter values: the feature's values of the block's rows.
    func fill(_ feature: CategoryFeature, from values: UnsafePointer<Float>) {
        for code in 0..<feature.codeCount { unsafe categoryMasks[code] = RowMask() }
        let bytes = unsafe UnsafeMutableRawPointer(categoryMasks).assumingMemoryBound(to: UInt8.self)
        for row in 0..<rowCount {
            let code = unsafe feature.code(of: values[row])
            unsafe bytes[code &* RowBlock.byteCount &+ row % RowBlock.byteCount] |=
                1 << UInt8(truncatingIfNeeded: row / RowBlock.byteCount)
        }
        for rule in feature.rules {
            var rows = RowMask()
            for code in rule.codes { unsafe rows |= categoryMasks[Int(code)] }
            unsafe masks[Int(rule.mask)] = rule.sendsCodesLeft ? rows : ~rows
        }
    }
}
