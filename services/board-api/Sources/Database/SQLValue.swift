import MariaDB
import SQLite

/// A value bound to a statement.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// The text, or NULL.
    init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
    /// The number, or NULL.
    init(_ integer: Int64?) { self = integer.map(SQLValue.integer) ?? .null }

    static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }

    var sqlite: SQLiteValue {
        switch self {
        case .null: .null
        case .integer(let value): .integer(value)
        case .text(let value): .text(value)
        case .blob(let value): .blob(value)
        }
    }

    var mariaDB: MariaDBValue {
        switch self {
        case .null: .null
        case .integer(let value): .integer(value)
        case .text(let value): .text(value)
        case .blob(let value): .blob(value)
        }
    }
}
