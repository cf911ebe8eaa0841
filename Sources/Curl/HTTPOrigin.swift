/// Scheme, host and port of a URL: all of it that may appear in an error or a log.
struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    private static let maximumURLBytes = 16 * 1024

    /// `scheme://host:port`, the port always written.
    let description: String

    /// Stricter than curl where the two could read a different host out of one URL.
    init(url: String) throws(HTTPClientError) {
        guard url.utf8.count <= Self.maximumURLBytes else { throw .invalidRequest("the URL is too long") }
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidRequest("the URL has characters that must be percent-encoded")
        }
        let bytes = url.utf8[...]
        let scheme: (name: String, port: Int)
        let rest: Substring.UTF8View
        if let tail = bytes.dropping(prefix: "http://") {
            (scheme, rest) = (("http", 80), tail)
        } else if let tail = bytes.dropping(prefix: "https://") {
            (scheme, rest) = (("https", 443), tail)
        } else {
            throw .invalidRequest("the URL is not an absolute http or https URL")
        }
        let authority = rest.prefix { !Self.authorityEnds.contains($0) }
        guard let (host, port) = Self.hostAndPort(authority, defaultPort: scheme.port) else {
            throw .invalidRequest("the URL's host or port is malformed")
        }
        description = "\(scheme.name)://\(host):\(port)"
    }

    private static let authorityEnds = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]

    private static func hostAndPort(_ authority: Substring.UTF8View, defaultPort: Int) -> (String, Int)? {
        let halves = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard halves.count <= 2, let place = halves.last, !authority.contains(UInt8(ascii: "\\")) else { return nil }
        let host: Substring.UTF8View
        if place.first == UInt8(ascii: "[") {
            guard let end = place.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = place[...end]
            guard host.count > 2, host.dropFirst().dropLast().allSatisfy(\.isIPv6Byte) else { return nil }
        } else {
            host = place.prefix { $0 != UInt8(ascii: ":") }
            guard !host.isEmpty, host.allSatisfy(\.isHostByte) else { return nil }
        }
        guard let port = port(place.dropFirst(host.count), default: defaultPort) else { return nil }
        return (String(decoding: host.map(\.lowercasedASCII), as: UTF8.self), port)
    }

    private static func port(_ suffix: Substring.UTF8View, default defaultPort: Int) -> Int? {
        guard let colon = suffix.first else { return defaultPort }
        let digits = suffix.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.allSatisfy(\.isASCIIDigit), let port = Int(Substring(digits)) else {
            return nil
        }
        return (1...65535).contains(port) ? port : nil
    }
}

extension Substring.UTF8View {
    fileprivate func dropping(prefix: String) -> Substring.UTF8View? {
        let head = self.prefix(prefix.utf8.count)
        return head.elementsEqual(prefix.utf8) { $0.lowercasedASCII == $1 } ? dropFirst(head.count) : nil
    }
}

extension UInt8 {
    var isASCIIDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    fileprivate var isHostByte: Bool {
        isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercasedASCII)
            || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }

    fileprivate var isIPv6Byte: Bool {
        isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(lowercasedASCII)
            || self == UInt8(ascii: ":") || self == UInt8(ascii: ".")
    }
}
