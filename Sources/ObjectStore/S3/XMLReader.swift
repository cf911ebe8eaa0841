/// A pull parser for the XML that S3 answers with: elements and text, no more.
///
/// Strict: names must match, nesting ends at 16, document types and CDATA are refused (so are entities but XML's own
/// five and character numbers). Attributes are skipped.
struct XMLReader {
    enum Event: Equatable {
        case start(String)
        case text(String)
        case end(String)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let maximumDepth = 16
    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    private var pendingEnd: String?
    private var hasRoot = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next event; nil at the end of the document, which must be whole.
    mutating func next() throws(Failure) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                let text = try readText()
                if !open.isEmpty { return .text(text) }
                guard text.allSatisfy(\.isWhitespace) else { throw Failure(description: "text outside the document") }
                continue
            }
            position += 1
            switch try byte() {
            case UInt8(ascii: "?"): try skip(past: "?>")
            case UInt8(ascii: "!"):
                guard bytes[position...].starts(with: "!--".utf8) else {
                    throw Failure(description: "a declaration that is not allowed")
                }
                try skip(past: "-->")
            case UInt8(ascii: "/"): return try readEnd()
            default: return try readStart()
            }
        }
        guard open.isEmpty, hasRoot else { throw Failure(description: "the document is not whole") }
        return nil
    }

    private mutating func readStart() throws(Failure) -> Event {
        let name = try readName()
        guard open.count < Self.maximumDepth else { throw Failure(description: "nested too deep") }
        guard !open.isEmpty || !hasRoot else { throw Failure(description: "a second document behind the first") }
        hasRoot = true
        var quote: UInt8?
        while true {
            let byte = try byte()
            position += 1
            if let mark = quote {
                if byte == mark { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "/"), try self.byte() == UInt8(ascii: ">") {
                position += 1
                pendingEnd = name
                return .start(name)
            } else if byte == UInt8(ascii: ">") {
                open.append(name)
                return .start(name)
            } else if byte == UInt8(ascii: "<") {
                throw Failure(description: "a tag inside a tag")
            }
        }
    }

    private mutating func readEnd() throws(Failure) -> Event {
        position += 1
        let name = try readName()
        while try byte() != UInt8(ascii: ">") {
            guard Self.isBlank(try byte()) else { throw Failure(description: "a malformed end tag") }
            position += 1
        }
        position += 1
        guard open.popLast() == name else { throw Failure(description: "an end tag without its start") }
        return .end(name)
    }

    private mutating func readName() throws(Failure) -> String {
        let start = position
        while !Self.endsName(try byte()) { position += 1 }
        guard position > start else { throw Failure(description: "a tag without a name") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readText() throws(Failure) -> String {
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if bytes[position] == UInt8(ascii: "&") {
                text += try readEntity()
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        guard let valid = String(validating: text, as: UTF8.self) else { throw Failure(description: "not UTF-8") }
        return valid
    }

    private mutating func readEntity() throws(Failure) -> [UInt8] {
        let rest = bytes[position...].prefix(12)
        guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { throw Failure(description: "a lone ampersand") }
        let name = String(decoding: bytes[position + 1..<end], as: UTF8.self)
        position = end + 1
        switch name {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default: break
        }
        guard name.hasPrefix("#") else { throw Failure(description: "an unknown entity") }
        let isHexadecimal = name.hasPrefix("#x")
        let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
        guard let scalar = number.flatMap(Unicode.Scalar.init), scalar.value != 0 else {
            throw Failure(description: "a malformed character number")
        }
        return Array(Character(scalar).utf8)
    }

    private mutating func skip(past mark: String) throws(Failure) {
        while position < bytes.count {
            if bytes[position...].starts(with: mark.utf8) {
                position += mark.utf8.count
                return
            }
            position += 1
        }
        throw Failure(description: "the document ends inside a comment or instruction")
    }

    private func byte() throws(Failure) -> UInt8 {
        guard position < bytes.count else { throw Failure(description: "the document ends inside a tag") }
        return bytes[position]
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isBlank(byte) || [UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: "=")].contains(byte)
    }
}
