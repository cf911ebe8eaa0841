import Hummingbird
import NIOCore
import ServiceKit
import Testing

/// A request HTTP's grammar or the server's limits refuse.
enum RefusedRequest: String, CaseIterable, Sendable {
    case nonsense, wrongVersion, wrongLength, bigHeader, manyHeaders

    var text: String {
        switch self {
        case .nonsense: "NONSENSE\r\n\r\n"
        case .wrongVersion: "GET / HTTP/9.9\r\n\r\n"
        case .wrongLength: "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n"
        case .bigHeader: "GET / HTTP/1.1\r\nhost: x\r\nbig: \(String(repeating: "a", count: 17_000))\r\n\r\n"
        case .manyHeaders: "GET / HTTP/1.1\r\nhost: x\r\n" + (0..<120).map { "h\($0): 1\r\n" }.joined() + "\r\n"
        }
    }

    var status: Int {
        switch self {
        case .nonsense, .wrongVersion, .wrongLength: 400
        case .bigHeader, .manyHeaders: 431
        }
    }
}

@Suite
struct ProtocolErrorTests {
    @Test(arguments: RefusedRequest.allCases)
    func `what is not HTTP is answered with a problem and closed`(request: RefusedRequest) async throws {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        router.get("/") { _, _ in "ok" }
        try await withLiveService(runtime, router: router) { port in
            let answer = try await exchange(request.text, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 \(request.status) "))
            #expect(answer.contains("application/problem+json"))
            #expect(answer.contains("\"status\":\(request.status)"))
            #expect(answer.lowercased().contains("connection: close"))
            #expect(answer.contains("urn:uuid:"))
        }
        let metrics = String(decoding: runtime.metrics.exposition(), as: UTF8.self)
        #expect(
            metrics.contains(#"http_server_protocol_errors_total{http_response_status_code="\#(request.status)"} 1"#)
        )
    }

    @Test func `a good request before a bad one is answered in full`() async throws {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        router.get("/") { _, _ in
            try await Task.sleep(for: .milliseconds(50))
            return "good answer"
        }
        try await withLiveService(runtime, router: router) { port in
            let answer = try await exchange("GET / HTTP/1.1\r\nhost: x\r\n\r\nNONSENSE\r\n\r\n", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains("good answerHTTP/1.1 400"))
        }
    }

    @Test func `a broken chunk in a body is a 400 problem`() async throws {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        router.post("/") { request, _ in
            try await request.collectBody(limit: 100)
        }
        try await withLiveService(runtime, router: router) { port in
            let request = "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n"
            let answer = try await exchange(request, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
    }
}
