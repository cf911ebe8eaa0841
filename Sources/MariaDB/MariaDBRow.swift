/// One row of an answer.
package struct MariaDBRow: Sendable {
    /// The values in the order of the columns.
    package let values: [MariaDBValue]
    private let columns: MariaDBColumns

    init(values: [MariaDBValue], columns: MariaDBColumns) {
        self.values = values
        self.columns = columns
    }

    /// The names of the columns.
    package var columnNames: [String] { columns.names }

    /// The value in the column `index`.
    package subscript(index: Int) -> MariaDBValue { values[index] }

    /// The value in the column `name`; throws `mismatch` when there is no such column.
    package subscript(name: String) -> MariaDBValue {
        get throws(MariaDBError) {
            guard let index = columns.indices[name] else {
                throw MariaDBError(.mismatch, "no column \(name) among \(columns.names)")
            }
            return values[index]
        }
    }

    /// The value in the column `name` as a Swift type; throws `mismatch` when it is NULL or of another type.
    package func get<T: MariaDBConvertible>(_ name: String, as type: T.Type = T.self) throws(MariaDBError) -> T {
        guard let value = T(mariaDBValue: try self[name]) else {
            throw MariaDBError(.mismatch, "column \(name) is not a \(T.self)")
        }
        return value
    }

    /// Like `get`, and nil when the column is NULL.
    package func getOptional<T: MariaDBConvertible>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(MariaDBError) -> T? {
        try self[name] == .null ? nil : get(name)
    }
}

/// The column names that all rows of an answer share.
final class MariaDBColumns: Sendable {
    let names: [String]
    let indices: [String: Int]

    init(names: [String]) {
        self.names = names
        indices = Dictionary(zip(names, names.indices)) { first, _ in first }
    }
}

/// What a statement without an answer did.
package struct MariaDBResult: Hashable, Sendable {
    /// Rows inserted, deleted, or found by an update, whether it changed them or not.
    package let affectedRows: Int
    /// The `AUTO_INCREMENT` value of the first inserted row; 0 when there is none.
    package let lastInsertID: UInt64
}
