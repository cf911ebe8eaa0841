extension CityGeometry.Neighbours {
    /// Writes the weighted means of some columns around each row into other columns, without missing values; unknown
    /// where no neighbour has one. Of a source marked so, the mean is over whether the value is zero.
    ///
    /// The sources' values lie side by side, so that a neighbour costs two loads for all of them.
    func means(of sources: [(column: Int, isZero: Bool)], to targets: [Int], in matrix: inout FeatureMatrix) {
        for start in stride(from: 0, to: sources.count, by: SideBySide.width) {
            let end = min(sources.count, start + SideBySide.width)
            means(SideBySide(sources[start..<end], matrix), to: targets[start..<end], in: &matrix)
        }
    }

    private func means(_ values: SideBySide, to targets: ArraySlice<Int>, in matrix: inout FeatureMatrix) {
        let rowCount = min(matrix.rowCount, starts.count - 1)
        unsafe values.known.withUnsafeBufferPointer { known in
            unsafe values.values.withUnsafeBufferPointer { values in
                unsafe rows.withUnsafeBufferPointer { rows in
                    unsafe weights.withUnsafeBufferPointer { weights in
                        for row in 0..<rowCount {
                            var sum = SideBySide.Values()
                            var weight = SideBySide.Values()
                            for entry in Int(starts[row])..<Int(starts[row + 1]) {
                                let neighbour = Int(unsafe rows[entry])
                                guard neighbour < values.count else { continue }
                                let share = SideBySide.Values(repeating: unsafe weights[entry])
                                unsafe sum += share * values[neighbour]
                                unsafe weight += share * known[neighbour]
                            }
                            let means = (sum / weight)
                                .replacing(with: SideBySide.Values(repeating: .nan), where: weight .<= 0)
                            for (lane, target) in targets.enumerated() {
                                matrix.values[target * matrix.stride + row] = means[lane]
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Up to four columns row by row: the values, 0 where unknown, and 1 where known.
private struct SideBySide {
    typealias Values = SIMD4<Float>
    static let width = 4

    private(set) var values: [Values]
    private(set) var known: [Values]

    init(_ sources: ArraySlice<(column: Int, isZero: Bool)>, _ matrix: FeatureMatrix) {
        var starts = SIMD4<Int>()
        var isZero = SIMDMask<SIMD4<Int32>>()
        for (lane, source) in sources.enumerated() {
            starts[lane] = source.column * matrix.stride
            isZero[lane] = source.isZero
        }
        values = []
        known = []
        values.reserveCapacity(matrix.rowCount)
        known.reserveCapacity(matrix.rowCount)
        let (one, zero) = (Values(repeating: 1), Values())
        for row in 0..<matrix.rowCount {
            let raw = Values(
                matrix.values[starts.x + row],
                matrix.values[starts.y + row],
                matrix.values[starts.z + row],
                matrix.values[starts.w + row]
            )
            let isKnown = raw .== raw
            let counted = raw.replacing(with: zero.replacing(with: one, where: raw .== zero), where: isZero)
            values.append(zero.replacing(with: counted, where: isKnown))
            known.append(zero.replacing(with: one, where: isKnown))
        }
    }
}
