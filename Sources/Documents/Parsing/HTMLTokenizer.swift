/// Cuts HTML into tags and text the way browsers do, but for what documents need only; every byte is looked at a bounded
/// number of times.
struct HTMLTokenizer {
    enum Token {
        case text(Range<Int>)
        case tag(HTMLTag)
    }

    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next piece; nil at the end.
    mutating func next() -> Token? {
        while position < bytes.count {
            let start = position
            if bytes[position] == UInt8(ascii: "<") {
                if skipDeclaration() { continue }
                if let tag = HTMLTokenizer.tag(in: bytes, at: &position, limit: bytes.count) { return .tag(tag) }
                position += 1
            }
            while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
            return .text(start..<position)
        }
        return nil
    }

    /// Moves to the end tag of the raw element `name` and returns what stood before it.
    mutating func skipRaw(_ name: String) -> Range<Int> {
        let start = position
        let wanted = Array("</\(name)".utf8)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<"), matches(wanted, at: position) { break }
            position += 1
        }
        return start..<position
    }

    /// Comments, doctypes and processing instructions.
    private mutating func skipDeclaration() -> Bool {
        guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "!") || bytes[position + 1] == 0x3F else {
            return false
        }
        let end: [UInt8]
        if matches(Array("<!--".utf8), at: position) {
            position += 4
            end = Array("-->".utf8)
        } else if matches(Array("<![cdata[".utf8), at: position) {
            end = Array("]]>".utf8)
        } else {
            end = [UInt8(ascii: ">")]
        }
        while position < bytes.count {
            if bytes[position] == end[0], matches(end, at: position) {
                position += end.count
                return true
            }
            position += 1
        }
        return true
    }

    /// Whether `lowercase` stands at `offset`, letters in either case.
    private func matches(_ lowercase: [UInt8], at offset: Int) -> Bool {
        guard offset + lowercase.count <= bytes.count else { return false }
        for (index, byte) in lowercase.enumerated() {
            let found = bytes[offset + index]
            guard (found.isLetter ? found | 0x20 : found) == byte else { return false }
        }
        return true
    }
}

extension HTMLTokenizer {
    /// The tag at `position`, which moves behind it; nil, nothing moved, when there is none or it does not end by `limit`.
    static func tag(in bytes: borrowing [UInt8], at position: inout Int, limit: Int) -> HTMLTag? {
        var index = position + 1
        let isEnd = index < limit && bytes[index] == UInt8(ascii: "/")
        if isEnd { index += 1 }
        guard index < limit, bytes[index].isLetter else { return nil }
        let name = word(in: bytes, at: &index, limit: limit)
        var tag = HTMLTag(name: name, isEnd: isEnd)
        while index < limit {
            switch bytes[index] {
            case UInt8(ascii: ">"):
                position = index + 1
                return tag
            case UInt8(ascii: "/"): index += 1
            case _ where bytes[index].isWhite: index += 1
            default:
                guard let (key, value) = attribute(in: bytes, at: &index, limit: limit) else { return nil }
                // No page needs more; the first of a name counts.
                if tag.attributes.count < 64, tag.attributes[key] == nil { tag.attributes[key] = value }
            }
        }
        // A page that ends inside a tag: nothing of the tag is text.
        guard limit == bytes.count else { return nil }
        position = limit
        return tag
    }

    /// The name behind the byte at `start`, in lower case: letters and digits up to a blank, `/`, `>` or the end; empty
    /// where none stands there.
    static func tagName(in bytes: borrowing [UInt8], at start: Int) -> String {
        var index = start + 1
        // The longest name that is known has ten letters.
        while index < bytes.count, index - start < 16, bytes[index].isLetterOrDigit { index += 1 }
        if index < bytes.count {
            let next = bytes[index]
            guard next.isWhite || next == UInt8(ascii: "/") || next == UInt8(ascii: ">") else { return "" }
        }
        return String(decoding: bytes[start + 1..<index], as: UTF8.self).lowercased()
    }

    private static func word(in bytes: borrowing [UInt8], at index: inout Int, limit: Int) -> String {
        let start = index
        while index < limit, !bytes[index].isWhite, bytes[index] != UInt8(ascii: ">"),
            bytes[index] != UInt8(ascii: "/"), bytes[index] != UInt8(ascii: "=") || index == start
        {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
    }

    private static func attribute(
        in bytes: borrowing [UInt8],
        at index: inout Int,
        limit: Int
    ) -> (String, String)? {
        let key = word(in: bytes, at: &index, limit: limit)
        while index < limit, bytes[index].isWhite { index += 1 }
        guard index < limit, bytes[index] == UInt8(ascii: "=") else { return (key, "") }
        index += 1
        while index < limit, bytes[index].isWhite { index += 1 }
        guard index < limit else { return (key, "") }
        let quote = bytes[index]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted { index += 1 }
        let start = index
        while index < limit,
            isQuoted ? bytes[index] != quote : !bytes[index].isWhite && bytes[index] != UInt8(ascii: ">")
        {
            index += 1
        }
        defer { if isQuoted, index < limit { index += 1 } }
        return (key, HTMLText.decoded(bytes, start..<index))
    }
}
