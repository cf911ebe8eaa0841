package import Core

/// Any JSON document, members in their order; for documents that are passed on, not computed with.
package indirect enum JSONValue: Equatable, Sendable {
    /// One member of an object.
    package struct Member: Equatable, Sendable {
        package let name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    private static let maximumDepth = 64

    /// Throws ``JSONError`` for anything but one well-formed document, at most 64 levels deep.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try Self.read(&reader, depth: 0)
        try reader.expectEnd()
    }

    private static func read(_ reader: inout JSONReader, depth: Int) throws(JSONError) -> JSONValue {
        guard depth < maximumDepth else { throw JSONError("nested too deep", at: 0) }
        switch try reader.peek() {
        case .object:
            var members: [Member] = []
            try reader.beginObject()
            while let name = try reader.nextKeyText() {
                members.append(Member(name, try read(&reader, depth: depth + 1)))
            }
            return .object(members)
        case .array:
            var elements: [JSONValue] = []
            try reader.beginArray()
            while try reader.nextElement() {
                elements.append(try read(&reader, depth: depth + 1))
            }
            return .array(elements)
        case .string: return .string(try reader.readString())
        case .number: return .number(try reader.readDouble())
        case .boolean: return .bool(try reader.readBool())
        case .null:
            _ = try reader.readNull()
            return .null
        }
    }

    /// The first member of that name; nil in anything but an object.
    package subscript(name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }

    /// The members of an object, none of anything else.
    package var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The text of a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number.
    package var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Appends the document; members whose names would need escaping are left out.
    package func write(into writer: inout JSONWriter) {
        switch self {
        case .object(let members):
            writer.beginObject()
            for member in members where Self.isPlain(member.name) {
                writer.key(member.name)
                member.value.write(into: &writer)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(into: &writer) }
            writer.endArray()
        case .string(let text): writer.string(text)
        case .number(let number): writer.number(number, decimals: 9)
        case .bool(let bool): writer.bool(bool)
        case .null: writer.null()
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
