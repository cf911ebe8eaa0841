/// Rows of features, row by row: what boosters learn from and are asked about. NaN is a missing value.
package struct FeatureTable: Sendable {
    /// Features of a row; at least one.
    package let columnCount: Int
    /// All values: column c of row r stands at `r * columnCount + c`.
    package private(set) var values: [Float]

    /// Creates a table without rows; memory for `capacity` rows is taken at once.
    package init(columnCount: Int, capacity: Int = 0) {
        precondition(columnCount > 0 && capacity >= 0, "a table needs a column")
        self.columnCount = columnCount
        values = []
        values.reserveCapacity(capacity * columnCount)
    }

    /// Creates a table of whole rows; the number of values must be a multiple of `columnCount`.
    package init(columnCount: Int, values: [Float]) {
        precondition(columnCount > 0 && values.count.isMultiple(of: columnCount), "a row is not complete")
        self.columnCount = columnCount
        self.values = values
    }

    /// Rows in the table.
    package var rowCount: Int { values.count / columnCount }

    /// Column `column` of row `row`.
    package subscript(row row: Int, column column: Int) -> Float {
        precondition(column >= 0 && column < columnCount, "no such column")
        return values[row * columnCount + column]
    }

    /// The features of one row, without a copy.
    package func row(_ row: Int) -> ArraySlice<Float> {
        values[row * columnCount..<(row + 1) * columnCount]
    }

    /// Appends a row of `columnCount` values.
    package mutating func append(_ row: Span<Float>) {
        precondition(row.count == columnCount, "a row has \(columnCount) values, not \(row.count)")
        for index in row.indices { values.append(row[index]) }
    }

    /// Appends a row of `columnCount` values.
    package mutating func append(_ row: [Float]) {
        append(row[...])
    }

    /// Appends a row of `columnCount` values.
    package mutating func append(_ row: ArraySlice<Float>) {
        precondition(row.count == columnCount, "a row has \(columnCount) values, not \(row.count)")
        values.append(contentsOf: row)
    }

    /// Appends all rows of a table with the same columns.
    package mutating func append(contentsOf other: FeatureTable) {
        precondition(other.columnCount == columnCount, "tables with different columns")
        values.append(contentsOf: other.values)
    }

    /// Removes all rows and keeps the memory for the next ones.
    package mutating func removeAllRows() {
        values.removeAll(keepingCapacity: true)
    }
}
