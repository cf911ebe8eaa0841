import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit
import Testing

@Suite struct HotPathTests {
    /// Ready for `/hot` only.
    private struct Source: HotAnswerSource {
        let answer = PreparedAnswer(tail: Array(",\"list\":[1,2,3]}".utf8))

        func hotAnswer(path: String) -> HotAnswer? {
            path == "/hot" ? HotAnswer(route: "/hot", answer: answer, head: Array("{\"n\":1".utf8), tag: "t1") : nil
        }
    }

    /// Sends the requests in one piece and returns what came back until the connection closed, and the metrics after it.
    private func exchangeWithService(_ requests: String) async throws -> (answers: String, metrics: String) {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        router.get("/hot") { _, _ in "the ordinary way" }
        router.get("/slow") { _, _ in
            try await Task.sleep(for: .milliseconds(20))
            return "slow"
        }
        var answers = ""
        try await withLiveService(runtime, router: router, hotAnswers: Source()) { port in
            answers = try await exchange(requests, port: port)
        }
        return (answers, String(decoding: runtime.metrics.exposition(), as: UTF8.self))
    }

    private func request(_ path: String, _ headers: String...) -> String {
        "GET \(path) HTTP/1.1\r\nHost: test\r\n\(headers.map { $0 + "\r\n" }.joined())\r\n"
    }

    @Test func `a prepared answer comes with all that an ordinary one has`() async throws {
        let (answers, metrics) = try await exchangeWithService(
            request("/hot", "X-Request-Id: abc.1") + request("/missing", "Connection: close")
        )
        let first = try #require(answers.components(separatedBy: "HTTP/1.1 404").first)
        #expect(first.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(first.contains("x-request-id: abc.1\r\n"))
        #expect(first.contains("ETag: W/\"t1\"\r\n"))
        #expect(first.contains("Content-Length: 22\r\n"))
        #expect(first.contains("\r\nDate: "))
        #expect(first.hasSuffix("\r\n\r\n{\"n\":1,\"list\":[1,2,3]}"))
        #expect(
            metrics.contains(
                #"http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",http_route="/hot"} 1"#
            )
        )
    }

    @Test func `answers keep the order of their requests`() async throws {
        let (answers, _) = try await exchangeWithService(
            request("/slow") + request("/hot") + request("/hot") + request("/slow")
                + request("/hot", "Connection: close")
        )
        let bodies = answers.components(separatedBy: "\r\n\r\n").dropFirst().map {
            $0.components(separatedBy: "HTTP/1.1").first ?? ""
        }
        #expect(bodies.first == "slow")
        #expect(bodies.count == 5)
        #expect(bodies.map { $0 == "slow" } == [true, false, false, true, false])
    }

    @Test func `a request without an id gets one of its own, shaped like a UUID`() async throws {
        let (answers, _) = try await exchangeWithService(
            request("/hot") + request("/hot", "X-Request-Id: not sane") + request("/slow", "Connection: close")
        )
        let ids = answers.components(separatedBy: "x-request-id: ").dropFirst().map { String($0.prefix(36)) }
        #expect(Set(ids).count == 3)
        for id in ids { #expect(UUID(uuidString: id) != nil, "\(id)") }
    }

    @Test func `what the client has is not sent again`() async throws {
        let (answers, _) = try await exchangeWithService(
            request("/hot", "If-None-Match: W/\"t1\"") + request("/slow", "Connection: close")
        )
        #expect(answers.hasPrefix("HTTP/1.1 304 Not Modified\r\n"))
        #expect(!answers.contains("\"list\""))
    }

    @Test func `requests with a body or a wish about the connection go the ordinary way`() async throws {
        let (answers, _) = try await exchangeWithService(
            request("/hot", "Content-Length: 2") + "{}" + request("/hot", "Connection: close")
        )
        #expect(answers.components(separatedBy: "the ordinary way").count == 3)
    }
}
