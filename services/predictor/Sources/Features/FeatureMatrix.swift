/// Columns of floats in one piece of memory, one value a station; NaN is unknown.
package struct FeatureMatrix: Sendable {
    package let rowCount: Int
    package let columnCount: Int
    /// Rows of a column in memory: whole blocks of four.
    let stride: Int
    /// Row `r` of column `c` is at `c * stride + r`.
    var values: [Float]

    /// A matrix in which everything is unknown.
    init(columnCount: Int, rowCount: Int) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        stride = FeatureBlock.stride(rowCount)
        values = [Float](repeating: .nan, count: columnCount * stride)
    }

    /// The values of one column.
    package subscript(column: Int) -> ArraySlice<Float> { values[column * stride..<column * stride + rowCount] }

    /// Replaces one column by the first values of `column`.
    mutating func set(_ column: Int, to values: [Float]) {
        self.values.replaceSubrange(column * stride..<column * stride + rowCount, with: values[0..<rowCount])
    }

    /// Appends one row's values in the order of the columns.
    package func append(row: Int, to list: inout [Float]) {
        for column in 0..<columnCount { list.append(values[column * stride + row]) }
    }

    /// Appends each column's values at `runs` of rows.
    func append(_ runs: [Range<Int>], to list: inout [Float]) {
        precondition(runs.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= rowCount })
        unsafe values.withUnsafeBufferPointer { values in
            for column in 0..<columnCount {
                let start = column * stride
                for run in runs {
                    unsafe list.append(
                        contentsOf: UnsafeBufferPointer(
                            rebasing: values[start + run.lowerBound..<start + run.upperBound]
                        )
                    )
                }
            }
        }
    }
}

/// Stations are computed four at a time.
enum FeatureBlock {
    static let width = 4

    /// `count` rounded up to whole blocks.
    static func stride(_ count: Int) -> Int { (count + width - 1) / width * width }
}
