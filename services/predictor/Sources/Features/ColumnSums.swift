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
