/// A command and its arguments, encoded only when it is sent.
package struct RedisCommand: Sendable, Equatable {
    /// The command's name, for example `SET`.
    package let name: String
    /// What follows the name, in order.
    package let arguments: [RedisArgument]

    /// A command without arguments.
    package init(_ name: String) {
        self.init(name, arguments: [])
    }

    /// A command with its arguments listed one by one.
    package init(_ name: String, _ arguments: RedisArgument...) {
        self.init(name, arguments: arguments)
    }

    /// A command whose arguments come in groups, which are joined.
    package init(_ name: String, _ arguments: [RedisArgument]...) {
        self.init(name, arguments: arguments.count == 1 ? arguments[0] : Array(arguments.joined()))
    }

    /// A command with an array of arguments.
    package init(_ name: String, arguments: [RedisArgument]) {
        self.name = name
        self.arguments = arguments
    }
}

/// One argument of a command: text, binary data, a part of such, or a number.
package enum RedisArgument: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case string(String)
    case bytes([UInt8])
    case slice(ArraySlice<UInt8>)
    case integer(Int)

    /// Text, sent as UTF-8.
    package init(_ text: String) { self = .string(text) }
    /// Binary data, sent as it is.
    package init(_ bytes: [UInt8]) { self = .bytes(bytes) }
    /// A number, sent in decimal.
    package init(_ number: Int) { self = .integer(number) }

    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }

    /// At least the bytes of the argument itself, without the protocol's framing.
    var byteCount: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .slice(let bytes): bytes.count
        case .integer: 20
        }
    }
}
