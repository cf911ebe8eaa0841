/// Parses Universal Binary JSON (draft 12) as XGBoost writes it: plain objects, plain lists and lists of one number
/// type.
struct UBJDocumentParser {
    private let bytes: [UInt8]
    private let ignoredKeys: Set<String>
    private var position = 0
    private var budget = DocumentBudget()

    init(_ bytes: [UInt8], ignoring ignoredKeys: Set<String>) {
        self.bytes = bytes
        self.ignoredKeys = ignoredKeys
    }

    mutating func parse() throws(ModelFormatError) -> ModelValue {
        let value = try parseValue(marker: try nextMarker(), depth: 0)
        guard position == bytes.count else { throw error("bytes behind the end") }
        return value
    }

    private mutating func parseValue(marker: UInt8, depth: Int) throws(ModelFormatError) -> ModelValue {
        guard depth < ModelLimits.nesting else { throw error("nested too deep") }
        try budget.takeValue()
        switch marker {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseList(depth: depth)
        case UInt8(ascii: "S"): return .text(try parseText())
        case UInt8(ascii: "C"): return .text(String(Unicode.Scalar(UInt8(try readInteger(byteCount: 1)))))
        case UInt8(ascii: "Z"): return .null
        case UInt8(ascii: "T"): return .number(1)
        case UInt8(ascii: "F"): return .number(0)
        default: return .number(try readNumber(type: marker))
        }
    }

    private mutating func parseObject(depth: Int) throws(ModelFormatError) -> ModelValue {
        var members: [String: ModelValue] = [:]
        while true {
            // The marker of a key's length stands where a value's marker would.
            let marker = try nextMarker()
            if marker == UInt8(ascii: "}") { return .object(members) }
            position -= 1
            let key = try parseText()
            let value = try parseValue(marker: try nextMarker(), depth: depth + 1)
            if !ignoredKeys.contains(key) { members[key] = value }
        }
    }

    private mutating func parseList(depth: Int) throws(ModelFormatError) -> ModelValue {
        var marker = try nextMarker()
        if marker == UInt8(ascii: "$") {
            let type = try readByte()
            guard try readByte() == UInt8(ascii: "#") else { throw error("a count was expected") }
            return .numbers(try readNumbers(type: type, count: try readLength()))
        }
        if marker == UInt8(ascii: "#") {
            let count = try readLength()
            var values: [ModelValue] = []
            for _ in 0..<count { values.append(try parseValue(marker: try nextMarker(), depth: depth + 1)) }
            return try packed(values)
        }
        var values: [ModelValue] = []
        while marker != UInt8(ascii: "]") {
            values.append(try parseValue(marker: marker, depth: depth + 1))
            marker = try nextMarker()
        }
        return try packed(values)
    }

    /// A list that holds nothing but numbers, as numbers.
    private mutating func packed(_ values: [ModelValue]) throws(ModelFormatError) -> ModelValue {
        var numbers: [Double] = []
        for value in values {
            guard case .number(let number) = value else { return .list(values) }
            numbers.append(number)
        }
        try budget.takeNumbers(numbers.count)
        return .numbers(numbers)
    }

    private mutating func parseText() throws(ModelFormatError) -> String {
        let length = try readLength()
        try require(length)
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    private mutating func readNumbers(type: UInt8, count: Int) throws(ModelFormatError) -> [Double] {
        guard let size = Self.byteCount(ofNumber: type) else { throw error("a list of an unknown number type") }
        guard count <= (bytes.count - position) / size else { throw error("the file ends inside a list") }
        try budget.takeNumbers(count)
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try readNumber(type: type)) }
        return numbers
    }

    private mutating func readNumber(type: UInt8) throws(ModelFormatError) -> Double {
        guard let size = Self.byteCount(ofNumber: type) else {
            throw ModelFormatError("an unknown type of value", at: "byte \(position - 1)")
        }
        let bits = try readInteger(byteCount: size)
        switch type {
        case UInt8(ascii: "d"): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case UInt8(ascii: "D"): return Double(bitPattern: bits)
        default: return Double(Self.signed(bits, type: type))
        }
    }

    /// A length: a whole number that is not negative, with its type in front.
    private mutating func readLength() throws(ModelFormatError) -> Int {
        let type = try readByte()
        guard type != UInt8(ascii: "d"), type != UInt8(ascii: "D"), let size = Self.byteCount(ofNumber: type) else {
            throw ModelFormatError("a length was expected", at: "byte \(position - 1)")
        }
        let length = Self.signed(try readInteger(byteCount: size), type: type)
        guard length >= 0, length <= ModelLimits.bytes else { throw error("a length of \(length)") }
        return Int(length)
    }

    private static func byteCount(ofNumber type: UInt8) -> Int? {
        switch type {
        case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
        case UInt8(ascii: "I"): 2
        case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
        case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
        default: nil
        }
    }

    private static func signed(_ bits: UInt64, type: UInt8) -> Int64 {
        switch type {
        case UInt8(ascii: "i"): Int64(Int8(truncatingIfNeeded: bits))
        case UInt8(ascii: "I"): Int64(Int16(truncatingIfNeeded: bits))
        case UInt8(ascii: "l"): Int64(Int32(truncatingIfNeeded: bits))
        default: Int64(bitPattern: bits)
        }
    }

    /// The bits of a big-endian number.
    private mutating func readInteger(byteCount: Int) throws(ModelFormatError) -> UInt64 {
        try require(byteCount)
        var bits: UInt64 = 0
        for _ in 0..<byteCount {
            bits = bits << 8 | UInt64(bytes[position])
            position += 1
        }
        return bits
    }

    private mutating func readByte() throws(ModelFormatError) -> UInt8 {
        try require(1)
        defer { position += 1 }
        return bytes[position]
    }

    /// The next marker; "N" means nothing and may stand anywhere.
    private mutating func nextMarker() throws(ModelFormatError) -> UInt8 {
        var marker = try readByte()
        while marker == UInt8(ascii: "N") { marker = try readByte() }
        return marker
    }

    private func require(_ count: Int) throws(ModelFormatError) {
        guard count <= bytes.count - position else { throw error("the file ends too early") }
    }

    private func error(_ message: String) -> ModelFormatError { ModelFormatError(message, at: "byte \(position)") }
}
