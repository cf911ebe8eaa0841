/// The path and query of a request, taken only in the one form that every reader understands alike.
package struct RequestTarget: Hashable, Sendable {
    /// As it goes to the service: the client's own spelling, bytes outside ASCII percent-encoded.
    package let text: String
    /// The path's parts between its slashes, not decoded; none for `/`.
    package let segments: [Substring]

    /// Nil for anything that two programs could read as two different paths: empty, dot and hidden dot segments, encoded
    /// slashes and control characters, backslashes, broken percent-encoding, a fragment, a target that is not a path.
    package init?(_ raw: String) {
        var path: [UInt8] = []
        var query: [UInt8]?
        for byte in raw.utf8 {
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

    private static func isPlain(_ segment: Substring) -> Bool {
        var decoded: [UInt8] = []
        var bytes = segment.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = bytes.next().flatMap(hexValue), let low = bytes.next().flatMap(hexValue) else {
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

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
