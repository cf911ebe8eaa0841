/// Parses XGBoost's JSON, in which NaN and Infinity may stand, into values; lists of numbers stay compact.
struct JSONDocumentParser {
    private let bytes: [UInt8]
    private let ignoredKeys: Set<String>
    private var position = 0
    private var budget = DocumentBudget()

    init(_ bytes: [UInt8], ignoring ignoredKeys: Set<String>) {
        self.bytes = bytes
        self.ignoredKeys = ignoredKeys
    }

    /// Whether a document that starts with "{" is JSON: the next character is a quote (or the end of the object), while
    /// UBJSON has the length of a key there.
    static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        guard let brace = bytes.firstIndex(of: UInt8(ascii: "{")) else { return false }
        let next = bytes[(brace + 1)...].first { !$0.isBlank }
        return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}")
    }

    mutating func parse() throws(ModelFormatError) -> ModelValue {
        let value = try parseValue(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw error("text behind the end") }
        return value
    }

    private mutating func parseValue(depth: Int) throws(ModelFormatError) -> ModelValue {
        guard depth < ModelLimits.nesting else { throw error("nested too deep") }
        try budget.takeValue()
        switch try nextSignificant() {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseList(depth: depth)
        case UInt8(ascii: "\""): return .text(try parseText())
        case UInt8(ascii: "n") where startsWord("null"):
            position += 4
            return .null
        default: return .number(try parseNumber())
        }
    }

    private mutating func parseObject(depth: Int) throws(ModelFormatError) -> ModelValue {
        position += 1
        var members: [String: ModelValue] = [:]
        if try nextSignificant() == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            _ = try nextSignificant()
            let key = try parseText()
            try expect(UInt8(ascii: ":"))
            if ignoredKeys.contains(key) {
                try skipNumbers()
            } else {
                members[key] = try parseValue(depth: depth + 1)
            }
            guard try continues(closing: UInt8(ascii: "}")) else { return .object(members) }
        }
    }

    private mutating func parseList(depth: Int) throws(ModelFormatError) -> ModelValue {
        position += 1
        switch try nextSignificant() {
        case UInt8(ascii: "]"):
            position += 1
            return .numbers([])
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): break
        default: return .numbers(try parseNumbers())
        }
        var values: [ModelValue] = []
        repeat {
            values.append(try parseValue(depth: depth + 1))
        } while try continues(closing: UInt8(ascii: "]"))
        return .list(values)
    }

    private mutating func parseNumbers() throws(ModelFormatError) -> [Double] {
        var numbers: [Double] = []
        repeat {
            _ = try nextSignificant()
            try budget.takeNumbers(1)
            numbers.append(try parseNumber())
        } while try continues(closing: UInt8(ascii: "]"))
        return numbers
    }

    /// A number, or a truth value as 0 or 1.
    private mutating func parseNumber() throws(ModelFormatError) -> Double {
        let start = position
        while position < bytes.count, Self.isNumberPart(bytes[position]) { position += 1 }
        guard position > start else { throw error("a value was expected") }
        let text = bytes.span.extracting(start..<position)
        if let number = DecimalNumber.floatSafeDouble(text) { return number }
        switch String(decoding: bytes[start..<min(position, start + 16)], as: UTF8.self) {
        case "true": return 1
        case "false": return 0
        default: throw error("a number was expected")
        }
    }

    private static func isNumberPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    /// Passes over a flat list that nobody needs; anything else is parsed and dropped.
    private mutating func skipNumbers() throws(ModelFormatError) {
        guard try nextSignificant() == UInt8(ascii: "["), let end = endOfFlatList() else {
            _ = try parseValue(depth: ModelLimits.nesting / 2)
            return
        }
        position = end
    }

    private func endOfFlatList() -> Int? {
        let span = bytes.span
        var index = position + 1
        while index < span.count {
            switch span[index] {
            case UInt8(ascii: "]"): return index + 1
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""): return nil
            default: index += 1
            }
        }
        return nil
    }

    private mutating func parseText() throws(ModelFormatError) -> String {
        try expect(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\") {
                try parseEscape(into: &text)
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        guard position < bytes.count else { throw error("the file ends inside a text") }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(ModelFormatError) {
        guard position + 1 < bytes.count else { throw error("the file ends inside a text") }
        let byte = bytes[position + 1]
        position += 2
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count,
                let code = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
            else { throw error("an escape cannot be read") }
            position += 4
            text.append(contentsOf: String(decoding: [code], as: UTF16.self).utf8)
        default: throw error("an escape cannot be read")
        }
    }

    /// Whether another item follows in the object or list.
    private mutating func continues(closing: UInt8) throws(ModelFormatError) -> Bool {
        let byte = try nextSignificant()
        position += 1
        if byte == closing { return false }
        guard byte == UInt8(ascii: ",") else { throw error("a comma was expected") }
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(ModelFormatError) {
        guard try nextSignificant() == byte else { throw error("'\(Unicode.Scalar(byte))' was expected") }
        position += 1
    }

    private mutating func nextSignificant() throws(ModelFormatError) -> UInt8 {
        skipBlanks()
        guard position < bytes.count else { throw error("the file ends too early") }
        return bytes[position]
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position].isBlank { position += 1 }
    }

    private func startsWord(_ word: String) -> Bool { bytes[position...].starts(with: word.utf8) }

    private func error(_ message: String) -> ModelFormatError { ModelFormatError(message, at: "byte \(position)") }
}
