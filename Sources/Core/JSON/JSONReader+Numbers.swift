extension JSONReader {
    /// Reads a number; whole ones up to 15 digits and plain fractions are exact.
    package mutating func readDouble() throws(JSONError) -> Double {
        let range = try readNumberRange()
        return try JSONReader.number(in: bytes[range], at: range.lowerBound)
    }

    /// Reads a whole number; one with a fraction or beyond `Int` is an error.
    package mutating func readInt() throws(JSONError) -> Int {
        let range = try readNumberRange()
        guard let value = Int(decimalBytes: bytes[range]) else {
            throw JSONError("a whole number was expected", at: range.lowerBound)
        }
        return value
    }

    /// The number a value stands for, be it a JSON number or a string holding one; nil (the value skipped) for anything else.
    ///
    /// Open data portals write numbers as strings.
    package mutating func readLooseDouble() throws(JSONError) -> Double? {
        switch try peek() {
        case .number: return try readDouble()
        case .string:
            let text = try readStringBytes()
            if let value = JSONReader.plainDecimal(text) { return value }
            return Double(String(decoding: text, as: UTF8.self).trimmingASCIISpaces()).flatMap {
                $0.isFinite ? $0 : nil
            }
        default:
            try skipValue()
            return nil
        }
    }

    /// Like ``readLooseDouble()``, for whole numbers: `"5"`, `5`, `"5.0"`; nil for anything else.
    package mutating func readLooseInt() throws(JSONError) -> Int? {
        guard let value = try readLooseDouble(), value == value.rounded(), abs(value) < 1e15 else { return nil }
        return Int(value)
    }

    /// Consumes a number's bytes (RFC 8259 grammar) and returns where they stand.
    mutating func readNumberRange() throws(JSONError) -> Range<Int> {
        _ = try nextSignificant()
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let integerDigits = skipDigits()
        guard integerDigits > 0 else { throw JSONError("a number was expected", at: start) }
        if integerDigits > 1, bytes[position - integerDigits] == UInt8(ascii: "0") {
            throw JSONError("a number begins with 0", at: start)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw JSONError("a digit was expected", at: position) }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard skipDigits() > 0 else { throw JSONError("a digit was expected", at: position) }
        }
        return start..<position
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }

    private static func number(in digits: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> Double {
        if let value = plainDecimal(digits) { return value }
        return try slowNumber(in: digits, at: offset)
    }

    /// A decimal of up to 15 digits without exponent, exactly; nil for anything else, which then takes the library's parser.
    ///
    /// Exact because both the digits and the power of ten are whole numbers below 2^53 (W. Clinger, 1990, fast path).
    private static func plainDecimal(_ digits: ArraySlice<UInt8>) -> Double? {
        var mantissa: UInt64 = 0
        var fractionDigits = 0
        var seenDot = false
        var digitCount = 0
        let isNegative = digits.first == UInt8(ascii: "-")
        for byte in isNegative ? digits.dropFirst() : digits {
            switch byte {
            case UInt8(ascii: ".") where !seenDot && digitCount > 0: seenDot = true
            case UInt8(ascii: "0")...UInt8(ascii: "9") where digitCount < 15:
                mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
                digitCount += 1
                if seenDot { fractionDigits += 1 }
            default: return nil
            }
        }
        guard digitCount > 0, !seenDot || fractionDigits > 0 else { return nil }
        let value = Double(mantissa) / powersOfTen[fractionDigits]
        return isNegative ? -value : value
    }

    private static func slowNumber(in digits: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> Double {
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
            throw JSONError("a number is out of range", at: offset)
        }
        return value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}

extension Int {
    /// The whole number written in ASCII `digits`, or nil.
    init?(decimalBytes digits: ArraySlice<UInt8>) {
        guard let first = digits.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let rest = isNegative ? digits.dropFirst() : digits
        guard !rest.isEmpty, rest.count <= 18 else { return nil }
        var value = 0
        for byte in rest {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        self = isNegative ? -value : value
    }
}

extension String {
    /// The text without ASCII blanks around it.
    package func trimmingASCIISpaces() -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return start == startIndex && index(after: end) == endIndex ? self : String(self[start...end])
    }
}
