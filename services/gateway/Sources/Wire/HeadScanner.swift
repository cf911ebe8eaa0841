/// Reads the head of an HTTP/1.1 message (RFC 9112) in place: no strings are made, fields are places in the bytes.
///
/// It accepts one spelling only. What the RFC lets a recipient repair (bare line feeds, folded lines, blanks before the
/// colon) is refused, for two programs in a row that repair differently see two different messages.
package struct HeadScanner: Sendable {
    package private(set) var fields: [HeadField] = []
    /// Of a request: end of the method; the target follows behind one blank.
    package private(set) var methodEnd = 0
    package private(set) var targetStart = 0
    package private(set) var targetEnd = 0
    /// Of a response.
    package private(set) var status = 0
    /// Of a response: where the reason stands, blank before it included.
    package private(set) var reasonStart = 0
    package private(set) var reasonEnd = 0
    /// 0 or 1, of HTTP/1.x.
    package private(set) var minorVersion = 1

    private let limits: HeadLimits

    package init(limits: HeadLimits = HeadLimits()) {
        self.limits = limits
        fields.reserveCapacity(32)
    }

    /// The offset behind the head's empty line, looking on from `start`; nil while it has not come.
    ///
    /// A head that ends in bare line feeds is found as well, so that it is refused at once.
    package static func end(of bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = max(0, start - 3)
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == .lineFeed else { continue }
            if index >= 1, bytes[index - 1] == .lineFeed { return index + 1 }
            if index >= 2, bytes[index - 1] == .carriageReturn, bytes[index - 2] == .lineFeed { return index + 1 }
        }
        return nil
    }

    /// Whether the first bytes of something unfinished can still become a response.
    package static func mayBeResponse(_ bytes: borrowing Span<UInt8>) -> Bool {
        let expected: [UInt8] = [0x48, 0x54, 0x54, 0x50, 0x2F, 0x31, 0x2E]
        for index in 0..<min(bytes.count, expected.count) where bytes[index] != expected[index] { return false }
        return true
    }

    /// Reads a request's head, which ends at `end`.
    package mutating func scanRequest(_ bytes: borrowing Span<UInt8>, end: Int) throws(HeadError) {
        guard end <= limits.bytes else { throw .tooLarge }
        var index = 0
        while bytes[index].isTokenCharacter { index += 1 }
        methodEnd = index
        guard index > 0, bytes[index] == UInt8(ascii: " ") else { throw .malformed("the method") }
        index += 1
        targetStart = index
        while bytes[index] > 0x20 && bytes[index] != 0x7F { index += 1 }
        targetEnd = index
        guard index > targetStart, bytes[index] == UInt8(ascii: " ") else { throw .malformed("the request target") }
        index = try scanVersion(bytes, from: index + 1)
        index = try Self.skipLineEnd(bytes, at: index)
        try scanFields(bytes, from: index, end: end)
    }

    /// Reads a response's head, which ends at `end`.
    package mutating func scanResponse(_ bytes: borrowing Span<UInt8>, end: Int) throws(HeadError) {
        guard end <= limits.bytes else { throw .tooLarge }
        var index = try scanVersion(bytes, from: 0)
        guard bytes[index] == UInt8(ascii: " "), end > index + 5 else { throw .malformed("the status line") }
        status = 0
        for _ in 0..<3 {
            index += 1
            guard bytes[index].isDigit else { throw .malformed("the status") }
            status = status * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        }
        guard (100...599).contains(status) else { throw .malformed("the status") }
        index += 1
        reasonStart = index
        guard bytes[index] == UInt8(ascii: " ") || bytes[index] == .carriageReturn else {
            throw .malformed("the status")
        }
        while bytes[index] >= 0x20 && bytes[index] != 0x7F || bytes[index] == UInt8(ascii: "\t") { index += 1 }
        reasonEnd = index
        index = try Self.skipLineEnd(bytes, at: index)
        try scanFields(bytes, from: index, end: end)
    }

    /// Reads the fields behind a chunked body, which end at `end`.
    package mutating func scanTrailers(_ bytes: borrowing Span<UInt8>, end: Int) throws(HeadError) {
        guard end <= limits.bytes else { throw .tooLarge }
        try scanFields(bytes, from: 0, end: end)
    }

    private mutating func scanVersion(_ bytes: borrowing Span<UInt8>, from start: Int) throws(HeadError) -> Int {
        guard bytes.count >= start + 9 else { throw .malformed("the version") }
        guard bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/")
        else { throw .malformed("the version") }
        let major = bytes[start + 5]
        let minor = bytes[start + 7]
        guard major.isDigit, bytes[start + 6] == UInt8(ascii: "."), minor.isDigit else {
            throw .malformed("the version")
        }
        guard major == UInt8(ascii: "1"), minor <= UInt8(ascii: "1") else { throw .version }
        minorVersion = Int(minor - UInt8(ascii: "0"))
        return start + 8
    }

    private static func skipLineEnd(_ bytes: borrowing Span<UInt8>, at index: Int) throws(HeadError) -> Int {
        guard bytes[index] == .carriageReturn, bytes[index + 1] == .lineFeed else {
            throw .malformed("the end of the first line")
        }
        return index + 2
    }

    /// The last byte before `end` is a line feed, at which every loop below stops: none runs beyond it.
    private mutating func scanFields(
        _ bytes: borrowing Span<UInt8>,
        from start: Int,
        end: Int
    ) throws(HeadError) {
        fields.removeAll(keepingCapacity: true)
        var index = start
        while true {
            if bytes[index] == .carriageReturn, index + 2 == end { return }
            let nameStart = index
            while bytes[index].isTokenCharacter { index += 1 }
            guard index > nameStart, bytes[index] == UInt8(ascii: ":") else { throw .malformed("a field's name") }
            let nameEnd = index
            index += 1
            while bytes[index].isBlank { index += 1 }
            let valueStart = index
            var valueEnd = index
            while bytes[index] != .carriageReturn {
                let byte = bytes[index]
                guard byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") else {
                    throw .malformed("a field's value")
                }
                index += 1
                if !byte.isBlank { valueEnd = index }
            }
            guard bytes[index + 1] == .lineFeed else { throw .malformed("the end of a line") }
            index += 2
            guard fields.count < limits.fields else { throw .tooLarge }
            fields.append(
                HeadField(
                    known: FieldNameTable.shared.field(bytes, from: nameStart, to: nameEnd),
                    nameStart: nameStart,
                    nameEnd: nameEnd,
                    valueStart: valueStart,
                    valueEnd: valueEnd,
                    end: index
                )
            )
        }
    }
}
