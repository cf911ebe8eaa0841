import GatewayService
import NIOCore
import Testing

/// Heads, framing and chunks, byte by byte, without any connection.
@Suite struct WireTests {
    private func scanRequest(_ text: String, limits: HeadLimits = HeadLimits()) throws -> (HeadScanner, ByteBuffer) {
        let buffer = ByteBuffer(string: text)
        var scanner = HeadScanner(limits: limits)
        guard let end = HeadScanner.end(of: buffer.readableBytesUInt8Span, from: 0) else {
            throw TestFailure(reason: "the head does not end")
        }
        try scanner.scanRequest(buffer.readableBytesUInt8Span, end: end)
        return (scanner, buffer)
    }

    private func framing(_ fields: String, version: String = "1.1") throws -> BodyFraming {
        let (head, buffer) = try scanRequest("POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n")
        return try BodyFraming.request(head, buffer.readableBytesUInt8Span)
    }

    @Test func `a head is taken apart where it stands`() throws {
        let (head, buffer) = try scanRequest("GET /a?b HTTP/1.1\r\nHost: x:1\r\nX-Own:  v w \t\r\nempty:\r\n\r\nrest")
        let text = String(buffer: buffer)
        func part(_ start: Int, _ end: Int) -> String {
            String(decoding: text.utf8.dropFirst(start).prefix(end - start), as: UTF8.self)
        }
        #expect(part(head.targetStart, head.targetEnd) == "/a?b" && head.minorVersion == 1)
        #expect(head.fields.map { part($0.nameStart, $0.nameEnd) } == ["Host", "X-Own", "empty"])
        #expect(head.fields.map { part($0.valueStart, $0.valueEnd) } == ["x:1", "v w", ""])
        #expect(head.fields.map(\.known) == [.host, .other, .other])
    }

    @Test func `every known field is found in any case`() throws {
        for field in KnownField.allCases where field != .other && field != .forwardedOther {
            let (head, _) = try scanRequest("GET / HTTP/1.1\r\n\(field.name.uppercased()): x\r\n\r\n")
            #expect(head.fields.map(\.known) == [field])
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", "GET / HTTP/1.1\r\n: a\r\n\r\n", "GET / HTTP/1.1\r\nX\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n", "GET /\r\n\r\n", "GET / a HTTP/1.1\r\n\r\n",
        " GET / HTTP/1.1\r\n\r\n", "G(T / HTTP/1.1\r\n\r\n", "GET / http/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nX(: a\r\n\r\n",
        "GET / HTTP/11\r\n\r\n", "GET\t/ HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nX: \u{7F}\r\n\r\n",
    ]) func `a head that could be read in two ways is refused`(text: String) {
        #expect(throws: HeadError.self) { try scanRequest(text) }
    }

    @Test(arguments: ["HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/3.1"]) func `other versions are named as such`(
        version: String
    ) {
        #expect(throws: HeadError.version) { try scanRequest("GET / \(version)\r\nHost: a\r\n\r\n") }
    }

    @Test func `heads are limited in bytes and fields`() {
        let long = "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 2000))\r\n\r\n"
        #expect(throws: HeadError.tooLarge) { try scanRequest(long, limits: HeadLimits(bytes: 1024)) }
        let many = "GET / HTTP/1.1\r\n" + String(repeating: "X: a\r\n", count: 11) + "\r\n"
        #expect(throws: HeadError.tooLarge) { try scanRequest(many, limits: HeadLimits(fields: 10)) }
    }

    @Test func `the end of a head is found wherever the pieces are cut`() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody"
        let end = text.utf8.count - 4
        for cut in 0...text.utf8.count {
            let first = ByteBuffer(bytes: text.utf8.prefix(cut))
            let found = HeadScanner.end(of: first.readableBytesUInt8Span, from: 0)
            #expect(found == (cut >= end ? end : nil))
            let whole = ByteBuffer(string: text)
            let later = HeadScanner.end(of: whole.readableBytesUInt8Span, from: cut)
            #expect(found != nil || later == end)
        }
    }

    @Test func `a body is framed by its length, by chunks, or not at all`() throws {
        #expect(try framing("") == .none)
        #expect(try framing("Content-Length: 0\r\n") == .none)
        #expect(try framing("Content-Length: 17\r\n") == .length(17))
        #expect(try framing("Transfer-Encoding: Chunked\r\n") == .chunked)
    }

    @Test(arguments: [
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: 1, 1\r\n", "Content-Length: +1\r\n",
        "Content-Length: -1\r\n", "Content-Length: 0x1\r\n", "Content-Length: 1 1\r\n", "Content-Length: \r\n",
        "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked;q=1\r\n", "Transfer-Encoding:\r\n",
    ]) func `a body with two possible ends is refused`(fields: String) {
        #expect(throws: FramingError.self) { try framing(fields) }
    }

    @Test func `chunks are not for HTTP 1 0`() {
        #expect(throws: FramingError.self) { try framing("Transfer-Encoding: chunked\r\n", version: "1.0") }
    }

    /// All events of a chunked body that comes in pieces of `size` bytes.
    private func decode(_ text: String, pieces size: Int) throws -> (body: String, trailers: String?, rest: Int) {
        var decoder = ChunkDecoder()
        var input = ByteBuffer()
        var body = ""
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            input.writeBytes(bytes.prefix(size))
            bytes = bytes.dropFirst(size)
            while let event = try decoder.next(&input) {
                switch event {
                case .data(let piece): body += String(buffer: piece)
                case .end(let trailers):
                    return (body, trailers.map { String(buffer: $0) }, input.readableBytes + bytes.count)
                }
            }
        }
        throw TestFailure(reason: "the body did not end")
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func `chunks come out whole however they are cut`(size: Int) throws {
        let plain = try decode("5\r\nhello\r\n0A\r\n world 12 \r\n0\r\n\r\nGET", pieces: size)
        #expect(plain.body == "hello world 12 " && plain.trailers == nil && plain.rest == 3)
        let trailed = try decode("1\r\nx\r\n0\r\nX-Sum: 7\r\nY: 1\r\n\r\n", pieces: size)
        #expect(trailed.trailers == "X-Sum: 7\r\nY: 1\r\n\r\n" && trailed.rest == 0)
    }

    @Test(arguments: [
        "5;a=b\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "\r\n\r\n",
        "0\r\n\n", "0\r\nX-A: b\n\r\n", "0\r\n X: a\r\n\r\n", "0\r\nX a\r\n\r\n", "0\r\nX: a\0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF1\r\nx", "-1\r\nx\r\n0\r\n\r\n", "g\r\n",
    ]) func `chunks in any other spelling are refused`(text: String) {
        #expect(throws: HeadError.self) { try decode(text, pieces: 1000) }
    }

    @Test func `fields that are kept are copied as they came and the others left out`() throws {
        let (head, buffer) = try scanRequest(
            "GET / HTTP/1.1\r\nHost: a\r\nAccept: x\r\nConnection: keep-alive, X-Hop\r\nx-hop: 1\r\nTE: trailers\r\n"
                + "Cookie: a=1\r\nUpgrade: h2c\r\nCookie: b=2\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n"
        )
        var out = ByteBuffer()
        head.copyFields(buffer, into: &out) { $0 == .host || $0 == .connection || $0 == .te || $0 == .upgrade }
        #expect(String(buffer: out) == "Accept: x\r\nCookie: a=1\r\nCookie: b=2\r\nX-Forwarded-For: 9.9.9.9\r\n")
    }
}
