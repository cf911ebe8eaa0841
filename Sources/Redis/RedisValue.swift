/// One reply of Redis (RESP2).
package enum RedisValue: Sendable, Equatable {
    /// No value: a missing key, a condition that was not met.
    case null
    /// A status such as `OK`.
    case simple(String)
    /// A signed 64-bit number.
    case integer(Int64)
    /// A binary-safe string.
    case bulk([UInt8])
    /// Several replies in order.
    case array([RedisValue])
    /// An error text; inside pipelines and arrays only, a lone command throws it.
    case error(String)

    /// The bytes of a bulk or simple string, else nil.
    package var bytes: [UInt8]? {
        switch self {
        case .bulk(let bytes): bytes
        case .simple(let text): Array(text.utf8)
        default: nil
        }
    }

    /// The text of a bulk string (invalid UTF-8 repaired) or simple string, else nil.
    package var string: String? {
        switch self {
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .simple(let text): text
        default: nil
        }
    }

    /// The number of an integer reply, or of a string that is one, else nil.
    package var int: Int? {
        switch self {
        case .integer(let number): Int(number)
        case .bulk, .simple: string.flatMap { Int($0) }
        default: nil
        }
    }

    /// The elements of an array, else nil.
    package var array: [RedisValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// Whether the reply is `null`.
    package var isNull: Bool { self == .null }
}
