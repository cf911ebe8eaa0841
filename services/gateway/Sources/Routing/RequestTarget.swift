/// The path and query of a request, taken only in the one form that every reader understands alike.
package struct RequestTarget: Hashable, Sendable {
    /// As it goes to the service: the client's own spelling, bytes outside ASCII percent-encoded.
    package let text: String
    /// The path's parts between its slashes, not decoded; none for `/`.
    package let segments: [Substring]

    /// The bytes before the query.
    package var path: [UInt8] { Array(text.utf8.prefix { $0 != UInt8(ascii: "?") }) }

    /// Nil for anything that two programs could read as two different paths: empty, dot and hidden dot segments, encoded
    /// slashes and control characters, backslashes, broken percent-encoding, a fragment, a target that is not a path.
    package init?(_ raw: String) {
        self.init(bytes: raw.utf8)
    }

    /// The same of bytes, which need not be text.
    package init?(bytes: some Sequence<UInt8>) {
        var path: [UInt8] = []
        var query: [UInt8]?
        for byte in bytes {
            guard byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "#") else { return nil }
            if byte == UInt8(ascii: "?"), query == nil {
                query = []
            } else if query != nil {
                query?.append(contentsOf: Self.ascii(byte))
            } else {
                path.append(contentsOf: Self.ascii(byte))
            }
        }
        guard path.first == UInt8(ascii: "/") else { return nil }
        let pathText = String(decoding: path, as: UTF8.self)
        let segments =
            pathText == "/" ? [] : pathText.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy(Self.isPlain) else { return nil }
        self.segments = segments
        text = query.map { pathText + "?" + String(decoding: $0, as: UTF8.self) } ?? pathText
    }

    /// The end of the path when the bytes are a target without anything to look at twice; nil sends them the long way.
    ///
    /// Nearly every request is such a one, and needs no string.
    static func plainPathEnd(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> Int? {
        guard bytes[start] == UInt8(ascii: "/") else { return nil }
        var index = start
        var segmentStart = start + 1
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "?") { break }
            if byte == UInt8(ascii: "/") {
                guard index == start || !isEmptyOrDots(bytes, from: segmentStart, to: index) else { return nil }
                segmentStart = index + 1
            } else if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "#")
                || byte >= 0x7F
            {
                return nil
            }
            index += 1
        }
        guard index == start + 1 || !isEmptyOrDots(bytes, from: segmentStart, to: index) else { return nil }
        for rest in index..<end where bytes[rest] == UInt8(ascii: "#") || bytes[rest] >= 0x7F { return nil }
        return index
    }

    private static func isEmptyOrDots(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> Bool {
        guard end - start <= 2 else { return false }
        for index in start..<end where bytes[index] != UInt8(ascii: ".") { return false }
        return true
    }

    private static func isPlain(_ segment: Substring) -> Bool {
        var decoded: [UInt8] = []
        var bytes = segment.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = bytes.next()?.hexadecimalValue, let low = bytes.next()?.hexadecimalValue else {
                return false
            }
            decoded.append(high << 4 | low)
        }
        let isDots = decoded.allSatisfy { $0 == UInt8(ascii: ".") } && decoded.count <= 2
        return !isDots
            && decoded.allSatisfy { byte in
                byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\")
            }
    }

    private static func ascii(_ byte: UInt8) -> [UInt8] {
        byte < 0x80 ? [byte] : [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
