package import NIOCore
package import NIOHPACK

/// The head of a request in HTTP/2 (RFC 9113, 8.3), written as HTTP/1.1 for the one reader of requests the gateway has.
package struct HTTP2RequestHead: Sendable {
    /// Why it is no request.
    package struct Malformed: Error, Hashable, Sendable {
        package let what: String
    }

    package let bytes: ByteBuffer
    package let isToHead: Bool
    /// How the body is framed in what is written.
    package let framing: BodyFraming

    /// `hasBody` is whether more than the head comes.
    package init(_ headers: HPACKHeaders, hasBody: Bool) throws(Malformed) {
        var parts = Parts()
        for (name, value, _) in headers { try parts.take(name, value) }
        guard let method = parts.pseudo[":method"], let path = parts.pseudo[":path"],
            ["https", "http"].contains(parts.pseudo[":scheme"]?.lowercased())
        else { throw Malformed(what: "a pseudo-header field is missing") }
        // A tunnel has no path, and there are none here.
        guard !method.isEmpty, method != "CONNECT", method.utf8.allSatisfy(\.isTokenCharacter) else {
            throw Malformed(what: "the method")
        }
        // A whole address here would name a second host.
        guard path.hasPrefix("/") || path == "*", path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Malformed(what: "the path")
        }
        var out = ByteBuffer()
        out.writeString("\(method) \(path) HTTP/1.1\r\n")
        for host in try parts.hosts() { out.writeString("host: \(host)\r\n") }
        if !parts.cookies.isEmpty { out.writeString("cookie: \(parts.cookies.joined(separator: "; "))\r\n") }
        out.writeImmutableBuffer(parts.lines)
        isToHead = method == "HEAD"
        framing = try parts.framing(hasBody: hasBody)
        switch framing {
        case .length(let length): out.writeString("content-length: \(length)\r\n")
        case .chunked: out.writeStaticString("transfer-encoding: chunked\r\n")
        case .none, .untilClose: break
        }
        out.writeStaticString("\r\n")
        bytes = out
    }

    /// The fields behind a body as lines, empty line included; nil when one of them may not stand there.
    package static func trailerLines(_ headers: HPACKHeaders) -> ByteBuffer? {
        var out = ByteBuffer()
        for (name, value, _) in headers {
            guard Parts.isFieldName(name), !Parts.endsLine(value), Parts.connectionFields.contains(name) == false else {
                return nil
            }
            out.writeString("\(name): \(value)\r\n")
        }
        out.writeStaticString("\r\n")
        return out
    }
}

/// What a block of fields says, sorted.
private struct Parts {
    /// Of one connection, which in HTTP/2 says them otherwise (RFC 9113, 8.2.2).
    static let connectionFields: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings",
    ]

    var pseudo: [String: String] = [:]
    var lines = ByteBuffer()
    var cookies: [String] = []
    private var hostFields: [String] = []
    private var length: String?
    private var hasFields = false

    mutating func take(_ name: String, _ value: String) throws(HTTP2RequestHead.Malformed) {
        // In HTTP/1.1 the value would end here and something else begin.
        guard !Self.endsLine(value) else { throw .init(what: "a line ends in a value") }
        switch name {
        case ":method", ":scheme", ":authority", ":path":
            guard !hasFields else { throw .init(what: "\(name) stands behind the fields") }
            guard pseudo.updateValue(value, forKey: name) == nil else {
                throw .init(what: "\(name) stands there twice")
            }
        default: try takeField(name, value)
        }
    }

    private mutating func takeField(_ name: String, _ value: String) throws(HTTP2RequestHead.Malformed) {
        hasFields = true
        switch name {
        case "host": hostFields.append(value)
        case "cookie": cookies.append(value)
        case "content-length":
            guard length == nil else { throw .init(what: "two lengths") }
            length = value
        case "te" where value != "trailers": throw .init(what: "te")
        default:
            guard Self.isFieldName(name), !Self.connectionFields.contains(name) else {
                throw .init(what: "the name of a field")
            }
            lines.writeString("\(name): \(value)\r\n")
        }
    }

    /// The one host; none or several are for the reader to refuse.
    func hosts() throws(HTTP2RequestHead.Malformed) -> [String] {
        guard let authority = pseudo[":authority"] else { return hostFields }
        guard hostFields.allSatisfy({ $0.lowercased() == authority.lowercased() }) else {
            throw .init(what: "two hosts")
        }
        return [authority]
    }

    func framing(hasBody: Bool) throws(HTTP2RequestHead.Malformed) -> BodyFraming {
        guard let length else { return hasBody ? .chunked : .none }
        guard (1...15).contains(length.utf8.count), length.utf8.allSatisfy(\.isDigit), let bytes = Int(length),
            hasBody || bytes == 0
        else { throw .init(what: "the length") }
        return bytes == 0 ? .none : .length(bytes)
    }

    static func isFieldName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { $0.isTokenCharacter && $0 == $0.lowercasedASCII }
    }

    static func endsLine(_ value: String) -> Bool {
        value.utf8.contains { $0 == .carriageReturn || $0 == .lineFeed || $0 == 0 }
    }
}
