/// A pull parser over the bytes of one JSON document (RFC 8259).
///
/// Made for documents of known shape that are read thousands of times a minute: it builds no tree and looks at each byte once.
/// Typical use: `try reader.beginObject(); while let key = try reader.nextKey() { switch key … }`.
package struct JSONReader {
    package enum Kind: Sendable { case object, array, string, number, boolean, null }

    let bytes: [UInt8]
    var position = 0
    private var isFirst = true
    let refusesLoneSurrogates: Bool

    /// Half of a surrogate pair in an escape becomes U+FFFD, or with `refusesLoneSurrogates` an error.
    package init(_ bytes: [UInt8], refusesLoneSurrogates: Bool = false) {
        self.bytes = bytes
        self.refusesLoneSurrogates = refusesLoneSurrogates
    }

    /// The kind of the value that comes next.
    package mutating func peek() throws(JSONError) -> Kind {
        switch try nextSignificant() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: throw JSONError("a value was expected", at: position)
        }
    }

    /// Enters an object.
    package mutating func beginObject() throws(JSONError) {
        try expect(UInt8(ascii: "{"))
        isFirst = true
    }

    /// The next key of the object that was entered, or nil when the object has ended. The value must be read or skipped.
    package mutating func nextKey() throws(JSONError) -> JSONKey? {
        guard try advanceToNextItem(closing: UInt8(ascii: "}")) else { return nil }
        let key = try readKey()
        try expect(UInt8(ascii: ":"))
        return key
    }

    /// Like ``nextKey()``, but with the key's text, for objects whose keys are data.
    package mutating func nextKeyText() throws(JSONError) -> String? {
        guard try advanceToNextItem(closing: UInt8(ascii: "}")) else { return nil }
        let key = try readString()
        try expect(UInt8(ascii: ":"))
        return key
    }

    /// Enters an array.
    package mutating func beginArray() throws(JSONError) {
        try expect(UInt8(ascii: "["))
        isFirst = true
    }

    /// Whether the array that was entered has another element, which must then be read or skipped.
    package mutating func nextElement() throws(JSONError) -> Bool {
        try advanceToNextItem(closing: UInt8(ascii: "]"))
    }

    /// Consumes `null` when it comes next and says whether it did.
    package mutating func readNull() throws(JSONError) -> Bool {
        guard try nextSignificant() == UInt8(ascii: "n") else { return false }
        try readLiteral("null")
        return true
    }

    package mutating func readBool() throws(JSONError) -> Bool {
        let isTrue = try nextSignificant() == UInt8(ascii: "t")
        try readLiteral(isTrue ? "true" : "false")
        return isTrue
    }

    /// Whether nothing but white space is left.
    package var isAtEnd: Bool {
        mutating get {
            skipWhitespace()
            return position == bytes.count
        }
    }

    /// Throws unless nothing but white space is left.
    package mutating func expectEnd() throws(JSONError) {
        skipWhitespace()
        guard position == bytes.count else { throw JSONError("text behind the end", at: position) }
    }

    /// Skips the value that comes next, whatever it is; nesting deeper than 64 is refused.
    package mutating func skipValue() throws(JSONError) {
        try skipValue(depth: 0)
    }

    private mutating func skipValue(depth: Int) throws(JSONError) {
        guard depth < 64 else { throw JSONError("nested too deep", at: position) }
        switch try peek() {
        case .object:
            try beginObject()
            while try nextKey() != nil { try skipValue(depth: depth + 1) }
        case .array:
            try beginArray()
            while try nextElement() { try skipValue(depth: depth + 1) }
        case .string: try skipString()
        case .number: _ = try readNumberRange()
        case .boolean: _ = try readBool()
        case .null: _ = try readNull()
        }
    }

    private mutating func advanceToNextItem(closing: UInt8) throws(JSONError) -> Bool {
        let byte = try nextSignificant()
        if byte == closing {
            position += 1
            isFirst = false
            return false
        }
        if !isFirst { try expect(UInt8(ascii: ",")) }
        isFirst = false
        return true
    }

    private mutating func readKey() throws(JSONError) -> JSONKey {
        try expect(UInt8(ascii: "\""))
        var hash = JSONKey.emptyHash
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return JSONKey(hash: hash, count: position - start)
            }
            if byte == UInt8(ascii: "\\") {
                position = start - 1
                return JSONKey(try readString())
            }
            hash = JSONKey.mix(hash, byte)
            position += 1
        }
        throw JSONError("the text ends inside a key", at: position)
    }

    mutating func readLiteral(_ literal: String) throws(JSONError) {
        for byte in literal.utf8 {
            guard position < bytes.count, bytes[position] == byte else {
                throw JSONError("a value was expected", at: position)
            }
            position += 1
        }
    }

    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try nextSignificant() == byte else {
            throw JSONError("'\(Unicode.Scalar(byte))' was expected", at: position)
        }
        position += 1
    }

    @inline(__always)
    mutating func nextSignificant() throws(JSONError) -> UInt8 {
        skipWhitespace()
        guard position < bytes.count else { throw JSONError("the text ends too early", at: position) }
        return bytes[position]
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }
}
