/// Sums over stretches of columns, written so that the compiler works on several values at once.
enum ColumnSums {
    /// Adds `factor` × `source[start...]` to every element of `target`.
    static func add(
        _ source: [Float],
        from start: Int,
        times factor: Float,
        to target: inout [Float],
        at base: Int,
        count: Int
    ) {
        precondition(start >= 0 && start + count <= source.count && base >= 0 && base + count <= target.count)
        unsafe source.withUnsafeBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                let (values, sums) = unsafe (from + start, to + base)
                for index in 0..<count { unsafe sums[index] += factor * values[index] }
            }
        }
    }

    /// Replaces `count` elements of `target` by the sums of `factors` × the values of `source` from each of `starts` on.
    ///
    /// Sums stay in registers until they are whole, instead of being read and written once a factor.
    static func combine(
        _ source: [Float],
        from starts: [Int],
        times factors: [Float],
        into target: inout [Float],
        at base: Int,
        count: Int
    ) {
        precondition(starts.count == factors.count && base >= 0 && base + count <= target.count)
        precondition(starts.allSatisfy { $0 >= 0 && $0 + count <= source.count })
        let whole = count / 16 * 16
        unsafe source.withUnsafeBytes { source in
            unsafe target.withUnsafeMutableBytes { target in
                for index in stride(from: 0, to: whole, by: 16) {
                    var sums = SIMD16<Float>()
                    for (start, factor) in zip(starts, factors) {
                        unsafe sums +=
                            factor * source.loadUnaligned(fromByteOffset: 4 * (start + index), as: SIMD16<Float>.self)
                    }
                    unsafe target.storeBytes(of: sums, toByteOffset: 4 * (base + index), as: SIMD16<Float>.self)
                }
            }
        }
        for index in whole..<count {
            target[base + index] = zip(starts, factors).reduce(0) { $0 + $1.1 * source[$1.0 + index] }
        }
    }

    /// The sum of `count` values from `start` on.
    static func sum(_ values: [Float], from start: Int, count: Int) -> Float {
        precondition(start >= 0 && start + count <= values.count)
        return unsafe values.withUnsafeBufferPointer { values in
            var lanes = SIMD8<Float>()
            var index = start
            while index + 8 <= start + count {
                for lane in 0..<8 { unsafe lanes[lane] += values[index + lane] }
                index += 8
            }
            var total = lanes.sum()
            while index < start + count {
                unsafe total += values[index]
                index += 1
            }
            return total
        }
    }
}
