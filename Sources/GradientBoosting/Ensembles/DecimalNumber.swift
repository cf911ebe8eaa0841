/// Reads decimal numbers from bytes, exactly rounded; most take the short way, without a `String`.
enum DecimalNumber {
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The number written in the bytes, or nil; "nan" and "inf" are numbers too.
    static func double(_ text: Span<UInt8>) -> Double? {
        shortDouble(text) ?? longDouble(text)
    }

    /// Like ``double(_:)``, but rounded so that turning it into a `Float` gives what reading a `Float` would have
    /// given.
    static func floatSafeDouble(_ text: Span<UInt8>) -> Double? {
        guard let value = double(text) else { return nil }
        // Rounding twice errs only where the first rounding ended midway between two floats, or below the normal ones.
        let isMidway = value.bitPattern & 0x1FFF_FFFF == 0x1000_0000
        let isSubnormal = value.magnitude < Double(Float.leastNormalMagnitude) && value != 0
        guard isMidway || isSubnormal else { return value }
        return Float(string(text)).map(Double.init) ?? value
    }

    /// The whole number written in the bytes, or nil when it is none or has more than 18 digits.
    static func integer(_ text: Span<UInt8>) -> Int? {
        let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard (1...18).contains(text.count - start) else { return nil }
        var value = 0
        for index in start..<text.count {
            guard let digit = digit(text[index]) else { return nil }
            value = value * 10 + digit
        }
        return isNegative ? -value : value
    }

    /// Numbers whose digits fit 53 bits and whose power of ten is exact: one division or product rounds correctly.
    private static func shortDouble(_ text: Span<UInt8>) -> Double? {
        var index = 0
        let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var digits: UInt64 = 0
        var exponent = 0
        var digitCount = 0
        var isFraction = false
        while index < text.count {
            if let digit = digit(text[index]) {
                digits = digits &* 10 &+ UInt64(digit)
                digitCount += 1
                if isFraction { exponent -= 1 }
            } else if text[index] == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else {
                break
            }
            index += 1
        }
        guard (1...18).contains(digitCount), digits < 1 << 53 else { return nil }
        if index < text.count {
            guard let written = writtenExponent(text, from: index) else { return nil }
            exponent += written
        }
        guard exponent.magnitude <= 22 else { return nil }
        let power = powersOfTen[Int(exponent.magnitude)]
        let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
        return isNegative ? -value : value
    }

    private static func writtenExponent(_ text: Span<UInt8>, from start: Int) -> Int? {
        guard text[start] | 0x20 == UInt8(ascii: "e"), start + 1 < text.count else { return nil }
        let sign = text[start + 1]
        let first = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? start + 2 : start + 1
        guard (1...4).contains(text.count - first) else { return nil }
        var value = 0
        for index in first..<text.count {
            guard let digit = digit(text[index]) else { return nil }
            value = value * 10 + digit
        }
        return sign == UInt8(ascii: "-") ? -value : value
    }

    private static func longDouble(_ text: Span<UInt8>) -> Double? {
        // No number of a model file is longer; a longer text only costs time.
        guard text.count <= 400 else { return nil }
        return Double(string(text))
    }

    private static func string(_ text: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for index in text.indices { bytes.append(text[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
