package import MariaDB
package import SQLite

/// One row of an answer, from either database.
package enum SQLRow: Sendable {
    case sqlite(SQLiteRow)
    case mariaDB(MariaDBRow)

    /// A reader of its columns from the first on.
    package var columns: SQLColumnReader { SQLColumnReader(row: self) }

    fileprivate func integer(at index: Int) -> Int64? {
        switch self {
        case .sqlite(let row): Int64(sqliteValue: row[index])
        case .mariaDB(let row): Self.integer(row[index])
        }
    }

    /// MariaDB's sums and counts may come as decimal numbers, which travel as text.
    private static func integer(_ value: MariaDBValue) -> Int64? {
        if case .text(let digits) = value { Int64(digits) } else { Int64(mariaDBValue: value) }
    }

    fileprivate func text(at index: Int) -> String? {
        switch self {
        case .sqlite(let row): String(sqliteValue: row[index])
        case .mariaDB(let row): String(mariaDBValue: row[index])
        }
    }

    fileprivate func blob(at index: Int) -> [UInt8]? {
        switch self {
        case .sqlite(let row): [UInt8](sqliteValue: row[index])
        case .mariaDB(let row): [UInt8](mariaDBValue: row[index])
        }
    }
}

/// Reads a row's columns one after the other, in the order the statement names them.
package struct SQLColumnReader {
    private let row: SQLRow
    private var next = 0

    fileprivate init(row: SQLRow) {
        self.row = row
    }

    package mutating func integer() throws -> Int64 {
        try required(row.integer(at: advance()))
    }

    package mutating func int() throws -> Int {
        Int(try integer())
    }

    package mutating func text() throws -> String {
        try required(row.text(at: advance()))
    }

    package mutating func blob() throws -> [UInt8] {
        try required(row.blob(at: advance()))
    }

    /// Nil for NULL.
    package mutating func optionalInteger() -> Int64? { row.integer(at: advance()) }
    /// Nil for NULL.
    package mutating func optionalText() -> String? { row.text(at: advance()) }

    private mutating func advance() -> Int {
        defer { next += 1 }
        return next
    }

    private func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw BoardError.unexpectedColumn(next - 1) }
        return value
    }
}
