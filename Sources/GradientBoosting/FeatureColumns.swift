/// Features of many rows (the stations), column by column: column c of row r is at `c * rowCount + r`. NaN is a missing
/// value.
package struct FeatureColumns: Sendable, Equatable {
    package let columnCount: Int
    package let rowCount: Int
    /// All values, `columnCount * rowCount` of them.
    package var values: [Float]

    /// Makes a table in which every value is missing; negative counts are read as none.
    package init(columnCount: Int, rowCount: Int) {
        self.columnCount = max(0, columnCount)
        self.rowCount = max(0, rowCount)
        values = Array(repeating: .nan, count: self.columnCount * self.rowCount)
    }

    /// A table of values that are there, column by column.
    ///
    /// - Precondition: there are `columnCount * rowCount` of them.
    package init(columnCount: Int, rowCount: Int, values: [Float]) {
        precondition(values.count == columnCount * rowCount, "a table of \(columnCount) × \(rowCount) values")
        self.columnCount = columnCount
        self.rowCount = rowCount
        self.values = values
    }

    @inlinable package subscript(column: Int, row: Int) -> Float {
        get { values[column * rowCount + row] }
        set { values[column * rowCount + row] = newValue }
    }

    /// The table of some rows.
    package func rows(_ rows: Range<Int>) -> FeatureColumns {
        var values: [Float] = []
        values.reserveCapacity(columnCount * rows.count)
        for column in 0..<columnCount {
            values += self.column(column)[(column * rowCount + rows.lowerBound)...].prefix(rows.count)
        }
        return FeatureColumns(columnCount: columnCount, rowCount: rows.count, values: values)
    }

    /// The values of one column, row after row.
    @inlinable package func column(_ column: Int) -> ArraySlice<Float> {
        values[column * rowCount..<(column + 1) * rowCount]
    }
}
