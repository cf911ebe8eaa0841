/// One row of an answer.
package struct SQLiteRow: Sendable {
    /// The values in the order of the columns.
    package let values: [SQLiteValue]
    private let columns: SQLiteColumns

    init(values: [SQLiteValue], columns: SQLiteColumns) {
        self.values = values
        self.columns = columns
    }

    /// The names of the columns.
    package var columnNames: [String] { columns.names }

    /// The value in the column `index`.
    package subscript(index: Int) -> SQLiteValue { values[index] }

    /// The value in the column `name`; throws `misuse` when there is no such column.
    package subscript(name: String) -> SQLiteValue {
        get throws(SQLiteError) {
            guard let index = columns.indices[name] else {
                throw SQLiteError(.misuse, "no column \(name) among \(columns.names)")
            }
            return values[index]
        }
    }

    /// The value in the column `name` as a Swift type; throws `mismatch` when it is NULL or of another type.
    package func get<T: SQLiteConvertible>(_ name: String, as type: T.Type = T.self) throws(SQLiteError) -> T {
        guard let value = T(sqliteValue: try self[name]) else {
            throw SQLiteError(.mismatch, "column \(name) is not a \(T.self)")
        }
        return value
    }

    /// Like `get`, and nil when the column is NULL.
    package func getOptional<T: SQLiteConvertible>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(SQLiteError) -> T? {
        try self[name] == .null ? nil : get(name)
    }
}

/// The column names that all rows of an answer share.
final class SQLiteColumns: Sendable {
    let names: [String]
    let indices: [String: Int]

    init(names: [String]) {
        self.names = names
        indices = Dictionary(zip(names, names.indices)) { first, _ in first }
    }
}
