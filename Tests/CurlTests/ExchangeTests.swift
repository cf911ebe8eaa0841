import Curl
import Foundation
import Testing

/// Answers every request with its method, target, body length and chosen headers.
private func echo(_ connection: TestConnection) throws {
    while true {
        let request = try connection.readRequest()
        let names = request.headers.map(\.name).joined(separator: ",")
        let text = "\(request.method) \(request.target) \(request.body.count) \(names)"
        try connection.respond(
            headers: ["X-Body: \(checksum(request.body))"],
            body: request.method == "HEAD" ? "" : text
        )
    }
}

private func checksum(_ bytes: [UInt8]) -> UInt32 {
    stride(from: 0, to: bytes.count, by: 101).reduce(5381) { $0 &* 33 &+ UInt32(bytes[$1]) }
}

private func stream(_ pieces: [[UInt8]], length: Int?) -> HTTPClientRequest.Body {
    .stream(
        AsyncThrowingStream { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        },
        length: length,
    )
}

@Suite(.timeLimit(.minutes(2))) struct ExchangeTests {
    @Test func `requests one after the other share a connection`() async throws {
        try await withServer(echo) { server in
            let client = HTTPClient()
            for number in 1...20 {
                let response = try await client.fetch(.init(url: "\(server.url)/\(number)"), maximumBytes: 1000)
                #expect(response.status == 200)
                #expect(String(decoding: response.body, as: UTF8.self).hasPrefix("GET /\(number) 0"))
                #expect(response.httpVersion == "1.1")
                #expect((response.timing.connect > .zero) == (number == 1))
            }
            #expect(server.accepted == 1)
            await client.shutdown()
        }
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"], [0, 5, 70_000, 1_500_000])
    func `a body of any size goes out with every method`(method: String, size: Int) async throws {
        let body = [UInt8](repeatingBlockTo: size)
        let half = size / 2
        let pieces = [Array(body[..<half]), [], Array(body[half...])]
        let bodies: [HTTPClientRequest.Body] = [
            .bytes(body), stream(pieces, length: size), stream(pieces, length: nil),
        ]
        try await withServer(echo) { server in
            let client = HTTPClient()
            for body_ in bodies {
                let request = HTTPClientRequest(method: method, url: "\(server.url)/a/../b?c=%20", body: body_)
                let response = try await client.fetch(request, maximumBytes: 1000)
                #expect(String(decoding: response.body, as: UTF8.self).hasPrefix("\(method) /a/../b?c=%20 \(size) "))
                #expect(response.headers["x-body"] == "\(checksum(body))")
            }
            #expect(server.accepted == 1)
            await client.shutdown()
        }
    }

    @Test func `only what the caller names is sent besides host and user agent`() async throws {
        try await withServer(echo) { server in
            let client = HTTPClient(configuration: .init(userAgent: "test/1"))
            func names(_ request: HTTPClientRequest) async throws -> String {
                let body = try await client.fetch(request, maximumBytes: 1000).body
                return String(decoding: body, as: UTF8.self).split(separator: " ").last.map(String.init) ?? ""
            }
            #expect(try await names(.init(url: server.url)) == "Host,User-Agent")
            let post = HTTPClientRequest(
                method: "POST",
                url: server.url,
                body: .bytes(Array(repeating: 1, count: 2000))
            )
            #expect(try await names(post) == "Host,User-Agent,Content-Length")
            let long = HTTPClientRequest(
                method: "PUT",
                url: server.url,
                headers: ["Content-Length": "7", "Transfer-Encoding": "chunked", "X-Empty": "", "Accept": "a/b"],
                body: .bytes(Array(repeating: 1, count: 2_000_000)),
            )
            let sent = Set(try await names(long).split(separator: ","))
            #expect(sent == ["Host", "User-Agent", "X-Empty", "Accept", "Content-Length"])
            #expect(try await names(.init(method: "POST", url: server.url)) == "Host,User-Agent,Content-Length")
            await client.shutdown()
        }
    }

    @Test func `HEAD has the headers and no body`() async throws {
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 123456789\r\n\r\n")
            }
        }) { server in
            let client = HTTPClient()
            for _ in 1...3 {
                let response = try await client.fetch(.init(method: "HEAD", url: server.url), maximumBytes: 10)
                #expect(response.headers["content-length"] == "123456789")
                #expect(response.body.isEmpty)
            }
            #expect(server.accepted == 1)
            await client.shutdown()
        }
    }

    @Test func `interim responses, folded lines, duplicates and trailers are told apart`() async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write(
                "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            )
            try connection.write(
                "HTTP/1.1 404 Not Found\r\nSet-Cookie: a=1\r\nX-Folded: one\r\n  two\r\nset-cookie:b=2 \r\n"
            )
            try connection.write(
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"
            )
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(.init(url: server.url), maximumBytes: 100)
            #expect(response.status == 404)
            #expect(response.headers.values("SET-COOKIE") == ["a=1", "b=2"])
            #expect(response.headers.map(\.name) == ["Set-Cookie", "X-Folded", "set-cookie", "Transfer-Encoding"])
            #expect(response.headers["x-folded"] == "one two")
            #expect(response.body == Array("abcde".utf8))
            await client.shutdown()
        }
    }

    @Test func `redirects are handed over, not followed`() async throws {
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                try connection.respond(302, headers: ["Location: /elsewhere"])
            }
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(.init(url: server.url), maximumBytes: 100)
            #expect(response.status == 302)
            #expect(response.headers["location"] == "/elsewhere")
            #expect(server.served == 1)
            await client.shutdown()
        }
    }

    @Test func `a compressed body is unpacked only when asked for`() async throws {
        // gzip of "hello hello hello"
        let packed = try #require(Data(base64Encoded: "H4sIAAAAAAACA8tIzcnJV8hAkACAiPnlEQAAAA=="))
        try await withServer({ connection in
            while true {
                let request = try connection.readRequest()
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Asked: \(request["Accept-Encoding"] ?? "no")\r\n"
                try connection.write(Array((head + "Content-Length: \(packed.count)\r\n\r\n").utf8) + packed)
            }
        }) { server in
            let client = HTTPClient()
            let plain = try await client.fetch(.init(url: server.url), maximumBytes: 100)
            #expect(plain.body == Array(packed))
            #expect(plain.headers["x-asked"] == "no")
            let unpacked = try await client.fetch(.init(url: server.url, acceptCompressed: true), maximumBytes: 100)
            #expect(String(decoding: unpacked.body, as: UTF8.self) == "hello hello hello")
            #expect(unpacked.headers["x-asked"]?.contains("gzip") == true)
            await client.shutdown()
        }
    }
}
