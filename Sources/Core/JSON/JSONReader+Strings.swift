extension JSONReader {
    /// Reads a string; broken UTF-8 becomes U+FFFD, as do lone surrogates.
    package mutating func readString() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start) }
            guard byte >= 0x20 else { throw JSONError("a control character inside a string", at: position) }
            position += 1
        }
        throw JSONError("the text ends inside a string", at: position)
    }

    /// Reads a string's raw bytes when it has no escapes, which saves making a `String`; else the unescaped ones.
    package mutating func readStringBytes() throws(JSONError) -> ArraySlice<UInt8> {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            position += 1
        }
        guard position < bytes.count else { throw JSONError("the text ends inside a string", at: position) }
        if bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            return bytes[start..<position]
        }
        return Array(try readEscapedString(from: start).utf8)[...]
    }

    mutating func skipString() throws(JSONError) {
        _ = try readStringBytes()
    }

    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try readEscape(into: &text)
            case 0..<0x20: throw JSONError("a control character inside a string", at: position - 1)
            default: text.append(byte)
            }
        }
        throw JSONError("the text ends inside a string", at: position)
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw JSONError("the text ends inside a string", at: position) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try readUnicodeEscape(into: &text)
        default: throw JSONError("an unknown escape", at: position - 1)
        }
    }

    private mutating func readUnicodeEscape(into text: inout [UInt8]) throws(JSONError) {
        var code = try readFourHexDigits()
        let isHighSurrogate = (0xD800..<0xDC00).contains(code)
        if isHighSurrogate, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let mark = position
            position += 2
            let low = try readFourHexDigits()
            if (0xDC00..<0xE000).contains(low) {
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            } else {
                position = mark
            }
        }
        if refusesLoneSurrogates, (0xD800..<0xE000).contains(code) {
            throw JSONError("half of a surrogate pair", at: position)
        }
        let scalar = Unicode.Scalar(code) ?? Unicode.Scalar(0xFFFD as UInt16) ?? "?"
        text.append(contentsOf: Character(scalar).utf8)
    }

    private mutating func readFourHexDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw JSONError("the text ends inside a string", at: position) }
        var code: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError("a hexadecimal digit was expected", at: position)
            }
            code = code << 4 | UInt32(digit)
        }
        position += 4
        return code
    }
}
