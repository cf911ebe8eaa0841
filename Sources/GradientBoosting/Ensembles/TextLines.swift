/// Goes through the lines of a text of `key=value` lines.
struct TextLines {
    private let bytes: [UInt8]
    /// The current line without its end and without blanks around it; nil behind the last one.
    private(set) var current: Range<Int>?
    /// The current line's number, from 1.
    private(set) var number = 0
    private var next = 0
    /// Where the current line's value starts and what its key is, when it has one.
    private var valueStart = 0
    private(set) var key: String?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        advance()
    }

    /// Goes to the next line.
    mutating func advance() {
        key = nil
        guard next < bytes.count else {
            current = nil
            return
        }
        number += 1
        let end = endOfLine(from: next)
        let line = trimmed(next..<end)
        next = end + 1
        current = line
        findKey(in: line)
    }

    private func endOfLine(from start: Int) -> Int {
        let span = bytes.span
        var end = start
        while end < span.count, span[end] != UInt8(ascii: "\n") { end += 1 }
        return end
    }

    private func trimmed(_ line: Range<Int>) -> Range<Int> {
        var (start, end) = (line.lowerBound, line.upperBound)
        while start < end, bytes[start].isBlank { start += 1 }
        while start < end, bytes[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    private mutating func findKey(in line: Range<Int>) {
        // Every key is short; longer text in front of "=" is none.
        let head = line.lowerBound..<min(line.upperBound, line.lowerBound + 64)
        guard let equals = bytes[head].firstIndex(of: UInt8(ascii: "=")) else { return }
        key = String(decoding: bytes[line.lowerBound..<equals], as: UTF8.self)
        valueStart = equals + 1
    }

    func isAt(_ text: String) -> Bool {
        guard let current else { return false }
        return bytes[current].elementsEqual(text.utf8)
    }

    func isAtKey(_ key: String) -> Bool { self.key == key }

    func error(_ message: String) -> ModelFormatError {
        ModelFormatError(message, at: "line \(number)")
    }

    private var value: Range<Int> { key == nil ? 0..<0 : valueStart..<(current?.upperBound ?? valueStart) }

    /// The value as text.
    var text: String { String(decoding: bytes[value], as: UTF8.self) }

    /// The value as a whole number.
    func integer() throws(ModelFormatError) -> Int {
        let span = bytes.span.extracting(value)
        guard let number = DecimalNumber.integer(span) else {
            throw error("\(key ?? "") is no whole number")
        }
        return number
    }

    /// The value as whole numbers with blanks between them.
    func integers() throws(ModelFormatError) -> [Int] {
        try numbers { DecimalNumber.integer($0) }
    }

    /// The value as numbers with blanks between them.
    func doubles() throws(ModelFormatError) -> [Double] {
        try numbers { DecimalNumber.double($0) }
    }

    private func numbers<Number>(_ read: (Span<UInt8>) -> Number?) throws(ModelFormatError) -> [Number] {
        let span = bytes.span
        let range = value
        var numbers: [Number] = []
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, span[end] != 0x20 { end += 1 }
            if end > start {
                guard let number = read(span.extracting(start..<end)) else {
                    throw error("number \(numbers.count + 1) of \(key ?? "") cannot be read")
                }
                numbers.append(number)
            }
            start = end + 1
        }
        return numbers
    }
}
