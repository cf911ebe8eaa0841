import Curl
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct ValidationTests {
    private static let secret = "SEOULKEY0123456789"

    @Test(arguments: [
        "http://127.0.0.1:1/\(secret)/json?key=\(secret)#\(secret)", "http://\(secret):\(secret)@127.0.0.1:1/",
        "http://name.invalid/\(secret)", "https://127.0.0.1:1/\(secret)", "ftp://127.0.0.1/\(secret)", "/\(secret)",
        "http://127.0.0.1:99999/\(secret)", "http://127.0.0.1:1/\(secret) x", "http://127.0.0.1:1/\(secret)/따릉이",
        "http://a b/\(secret)", "http://a@b@127.0.0.1/\(secret)", "http://127.0.0.1\\@\(secret)/", "http:///\(secret)",
        "http://127.0.0.1:1/\(secret)\r\nX: y", "", "http://",
    ])
    func `an error never names path, query or user`(url: String) async throws {
        let client = HTTPClient()
        let error = try #require(
            await #expect(throws: HTTPClientError.self) { try await client.send(.init(url: url)) }
        )
        var dumped = ""
        dump(error, to: &dumped)
        for text in [error.message, "\(error)", String(reflecting: error), error.localizedDescription, dumped] {
            #expect(!text.contains(Self.secret))
        }
        await client.shutdown()
    }

    @Test func `an error in mid-transfer names scheme, host and port only`() async throws {
        try await withServer({ _ = try $0.readRequest() }) { server in
            let client = HTTPClient()
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.send(.init(url: "\(server.url)/\(Self.secret)?\(Self.secret)"))
            }
            #expect(error?.code == .connectionLost)
            #expect(
                error?.description == "connectionLost: the connection was closed before the response (\(server.url))"
            )
            await client.shutdown()
        }
    }

    @Test func `refused connections and unknown names have codes of their own`() async throws {
        let client = HTTPClient()
        let refused = await #expect(throws: HTTPClientError.self) {
            try await client.send(.init(url: "http://127.0.0.1:1/"))
        }
        #expect(refused?.code == .connectFailed)
        #expect(refused?.isRetriable == true)
        #expect(refused?.message == "no connection could be made: Connection refused (http://127.0.0.1:1)")
        let unknown = await #expect(throws: HTTPClientError.self) {
            try await client.send(.init(url: "http://name.invalid/"))
        }
        #expect(unknown?.code == .nameResolution)
        await client.shutdown()
    }

    @Test(arguments: [
        ("X-A", "b\r\nX-Evil: 1"), ("X-A", "b\nX-Evil: 1"), ("X-A", "b\rc"), ("X-A", "b\0c"), ("X-A\r\nX-Evil", "1"),
        ("X A", "1"), ("X:A", "1"), ("", "1"), ("X-Ä", "1"),
    ])
    func `headers that would become other headers are refused`(name: String, value: String) async throws {
        try await withServer({ try $0.respond(body: (try $0.readRequest()).target) }) { server in
            let client = HTTPClient()
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.send(.init(url: server.url, headers: [name: value]))
            }
            #expect(error?.code == .invalidRequest)
            #expect(server.accepted == 0)
            await client.shutdown()
        }
    }

    @Test(arguments: ["", "GET /", "GET\r\n", "CONNECT", "G\0"])
    func `methods that cannot be sent are refused`(method: String) async throws {
        let client = HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(.init(method: method, url: "http://127.0.0.1:1/"))
        }
        #expect(error?.code == .invalidRequest)
        await client.shutdown()
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: y\r\n",
    ])
    func `what is not a response head is an error`(answer: String) async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write(answer)
        }) { server in
            let client = HTTPClient()
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.fetch(.init(url: server.url), maximumBytes: 1000)
            }
            #expect([.protocolViolation, .connectionLost].contains(error?.code))
            await client.shutdown()
        }
    }

    @Test func `headers are found without regard to case and kept in order`() {
        var headers: HTTPClientHeaders = ["Accept": "a", "X": "1"]
        headers.append("x", "2")
        #expect(headers["ACCEPT"] == "a")
        #expect(headers.values("X") == ["1", "2"])
        headers["x"] = "3"
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["Accept=a", "x=3"])
        headers["accept"] = nil
        #expect(headers.count == 1)
    }
}
