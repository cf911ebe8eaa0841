extension CityGeometry.Neighbours {
    /// Writes the weighted means of some columns around each row into other columns, without missing values; unknown
    /// where no neighbour has one. Of a source marked so, the mean is over whether the value is zero.
    ///
    /// The sources' values lie side by side, so that a neighbour costs one look-up for all of them.
    func means(of sources: [(column: Int, isZero: Bool)], to targets: [Int], in matrix: inout FeatureMatrix) {
        for start in stride(from: 0, to: sources.count, by: SideBySide.width) {
            let end = min(sources.count, start + SideBySide.width)
            let columns = SideBySide(sources[start..<end], matrix, rowCount: max(matrix.rowCount, starts.count - 1))
            means(columns, to: targets[start..<end], in: &matrix)
        }
    }

    private func means(_ columns: SideBySide, to targets: ArraySlice<Int>, in matrix: inout FeatureMatrix) {
        let unknown = SideBySide.Values(repeating: .nan)
        let rowCount = min(matrix.rowCount, starts.count - 1)
        let stride = matrix.stride
        precondition(columns.cells.count >= starts.count - 1 && weights.count == rows.count)
        precondition(targets.count <= SideBySide.width && targets.allSatisfy { $0 >= 0 && $0 < matrix.columnCount })
        unsafe columns.cells.withUnsafeBufferPointer { cells in
            unsafe matrix.values.withUnsafeMutableBufferPointer { target in
                unsafe rows.withUnsafeBufferPointer { rows in
                    unsafe weights.withUnsafeBufferPointer { weights in
                        for row in 0..<rowCount {
                            let entries = Int(starts[row])..<Int(starts[row + 1])
                            let sums = unsafe Self.sums(entries, cells: cells, rows: rows, weights: weights)
                            let means = (sums.values / sums.known)
                                .replacing(with: unknown, where: sums.known .<= 0)
                            for (lane, column) in targets.enumerated() {
                                unsafe target[column * stride + row] = means[lane]
                            }
                        }
                    }
                }
            }
        }
    }

    /// The weighted sums over a row's neighbours, two at a time: an addition waits for the one before it.
    @inline(__always)
    private static func sums(
        _ entries: Range<Int>,
        cells: UnsafeBufferPointer<SideBySide.Cell>,
        rows: UnsafeBufferPointer<Int32>,
        weights: UnsafeBufferPointer<Float>
    ) -> SideBySide.Cell {
        var even = SideBySide.Cell()
        var odd = SideBySide.Cell()
        var entry = entries.lowerBound
        while entry + 1 < entries.upperBound {
            unsafe even.add(cells[Int(rows[entry])], weight: weights[entry])
            unsafe odd.add(cells[Int(rows[entry + 1])], weight: weights[entry + 1])
            entry += 2
        }
        if entry < entries.upperBound { unsafe even.add(cells[Int(rows[entry])], weight: weights[entry]) }
        even.add(odd, weight: 1)
        return even
    }
}

/// Up to four columns row by row.
private struct SideBySide {
    typealias Values = SIMD4<Float>
    static let width = 4

    struct Cell {
        /// 0 where unknown.
        var values = Values()
        /// 1 where known.
        var known = Values()

        @inline(__always)
        mutating func add(_ other: Cell, weight: Float) {
            values += weight * other.values
            known += weight * other.known
        }
    }

    private(set) var cells: [Cell]

    /// `rowCount` cells; those beyond the matrix are unknown.
    init(_ sources: ArraySlice<(column: Int, isZero: Bool)>, _ matrix: FeatureMatrix, rowCount: Int) {
        var starts = SIMD4<Int>()
        var isZero = SIMDMask<SIMD4<Int32>>()
        for (lane, source) in sources.enumerated() {
            starts[lane] = source.column * matrix.stride
            isZero[lane] = source.isZero
        }
        cells = []
        cells.reserveCapacity(rowCount)
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
            cells.append(
                Cell(
                    values: zero.replacing(with: counted, where: isKnown),
                    known: zero.replacing(with: one, where: isKnown)
                )
            )
        }
        cells += repeatElement(Cell(), count: rowCount - matrix.rowCount)
    }
}
