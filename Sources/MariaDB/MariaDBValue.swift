/// A value that goes to the database as a bound parameter or comes back in a row.
///
/// Dates, times and decimal numbers come back as text in MariaDB's form, `2024-11-20 06:00:00` in UTC.
package enum MariaDBValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    case text(String)
    case blob([UInt8])

    /// The value, or NULL when it is nil.
    package init(_ value: (some MariaDBConvertible)?) {
        self = value?.mariaDBValue ?? .null
    }
}

extension MariaDBValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
}

/// A Swift type that goes into a column and comes out of it.
package protocol MariaDBConvertible {
    /// The value as it is bound.
    var mariaDBValue: MariaDBValue { get }

    /// Nil when the value is of another type or out of range.
    init?(mariaDBValue: MariaDBValue)
}

extension Int64: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .integer(self) }

    package init?(mariaDBValue: MariaDBValue) {
        switch mariaDBValue {
        case .integer(let value): self = value
        case .unsigned(let value): self.init(exactly: value)
        default: return nil
        }
    }
}

extension Int: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .integer(Int64(self)) }

    package init?(mariaDBValue: MariaDBValue) {
        guard let value = Int64(mariaDBValue: mariaDBValue) else { return nil }
        self.init(exactly: value)
    }
}

extension UInt64: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .unsigned(self) }

    package init?(mariaDBValue: MariaDBValue) {
        switch mariaDBValue {
        case .integer(let value): self.init(exactly: value)
        case .unsigned(let value): self = value
        default: return nil
        }
    }
}

extension Bool: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .integer(self ? 1 : 0) }

    package init?(mariaDBValue: MariaDBValue) {
        guard let value = Int64(mariaDBValue: mariaDBValue), value == 0 || value == 1 else { return nil }
        self = value == 1
    }
}

extension Double: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .double(self) }

    package init?(mariaDBValue: MariaDBValue) {
        guard case .double(let value) = mariaDBValue else { return nil }
        self = value
    }
}

extension String: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .text(self) }

    package init?(mariaDBValue: MariaDBValue) {
        guard case .text(let value) = mariaDBValue else { return nil }
        self = value
    }
}

extension [UInt8]: MariaDBConvertible {
    package var mariaDBValue: MariaDBValue { .blob(self) }

    package init?(mariaDBValue: MariaDBValue) {
        guard case .blob(let value) = mariaDBValue else { return nil }
        self = value
    }
}
