import Curl
import Foundation
import GatewayService
import ServiceKit
import Synchronization
import Testing

/// The gateway on a real socket before a service on a real socket.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProxyTests {
    @Test func `a request and its answer pass with their fields`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let response = try await gateway.fetch(
                    "/api/stations?q=%EB%94%B0&x=1",
                    headers: [
                        "X-Forwarded-For": "9.9.9.9", "x-request-id": "req-1", "Accept-Encoding": "gzip",
                        "Connection": "x-hop", "X-Hop": "1",
                    ]
                )
                #expect(response.status == 200 && response.text == "stations")
                #expect(response.headers["etag"] == "\"1\"" && response.headers["x-request-id"] == "req-1")
                #expect(response.headers["x-internal"] == nil && response.headers["server"] == nil)
                let seen = stub.seen
                #expect(seen.requests == ["GET /api/stations?q=%EB%94%B0&x=1"])
                #expect(seen.headers["x-forwarded-for"] == "127.0.0.1" && seen.headers["x-forwarded-proto"] == "http")
                #expect(seen.headers["x-forwarded-host"] == "127.0.0.1:\(gateway.port)")
                #expect(seen.headers["x-request-id"] == "req-1" && seen.headers["accept-encoding"] == "gzip")
                #expect(seen.headers["traceparent"]?.hasPrefix("00-") == true && seen.headers["x-hop"] == nil)
                #expect(seen.headers["host"].map { "http://" + $0 } == upstream)
            }
        }
    }

    @Test func `compressed answers pass untouched and HEAD and 304 have no body`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let packed = try await gateway.fetch("/api/districts")
                #expect(packed.headers["content-encoding"] == "gzip" && packed.body == [0x1F, 0x8B, 1, 2, 3])
                let head = try await gateway.fetch("/api/stations", method: "HEAD")
                #expect(head.status == 200 && head.headers["content-length"] == "8" && head.body.isEmpty)
                let unchanged = try await gateway.fetch("/api/accuracy")
                #expect(unchanged.status == 304 && unchanged.headers["etag"] == "\"7\"" && unchanged.body.isEmpty)
                let options = try await gateway.fetch("/api/stations", method: "OPTIONS")
                #expect(options.status == 204 && options.headers["allow"] == "GET, HEAD, OPTIONS")
            }
        }
    }

    @Test func `64 MB go up and down with little memory`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream, settings: ["MAX_ATTACHMENT_BYTES": "\(1 << 30)"]) { gateway in
                try await expectLargeBodiesPass(gateway)
            }
        }
    }

    @Test func `a client that does not read holds the service back`() async throws {
        let flood = FloodServer()
        try await flood.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let response = try await gateway.client.send(
                    HTTPClientRequest(url: gateway.url("/gbfs/big"), timeout: nil)
                )
                var last = -1
                while flood.bytesSent != last {
                    last = flood.bytesSent
                    guard last < 512 << 20 else { throw TestFailure(reason: "nothing holds the service back") }
                    try await Task.sleep(for: .milliseconds(500))
                }
                // What the kernel keeps for two connections, up to 36 MB each, and the gateway's own buffers.
                #expect(last < 80 << 20)
                withExtendedLifetime(response) {}
            }
        }
    }

    @Test func `an event arrives long before its stream ends`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let response = try await gateway.client.send(
                    HTTPClientRequest(
                        url: gateway.url("/api/stream"),
                        headers: ["Accept": "text/event-stream"],
                        timeout: .seconds(20)
                    )
                )
                #expect(
                    response.headers["x-accel-buffering"] == "no"
                        && response.headers["content-type"] == "text/event-stream"
                )
                var pieces = response.body.makeAsyncIterator()
                let first = try #require(try await pieces.next())
                #expect(String(decoding: first, as: UTF8.self).hasPrefix("event: stations"))
                // Not before: the piece came while the stream went on.
                stub.endStream()
                #expect(try await pieces.next() == nil)
            }
        }
    }

    @Test func `a client that leaves an event stream ends it at the service`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                do {
                    let response = try await gateway.client.send(
                        HTTPClientRequest(url: gateway.url("/api/stream"), timeout: nil)
                    )
                    var pieces = response.body.makeAsyncIterator()
                    _ = try await pieces.next()
                }
                try await eventually("the service sees it") { stub.seen.hasClientLeft }
            }
        }
    }

    @Test func `a service that is down is named in a 502`() async throws {
        try await withGateway(upstream: "http://127.0.0.1:1") { gateway in
            let response = try await gateway.fetch("/api/predictions")
            #expect(response.status == 502 && response.text.contains("predictor cannot be reached"))
            #expect(response.headers["content-type"] == "application/problem+json")
            let posted = try await gateway.fetch("/api/chat", method: "POST", body: .bytes(Array("{}".utf8)))
            #expect(posted.status == 502 && posted.text.contains("rag-api cannot be reached"))
            let metrics = String(decoding: gateway.metrics.exposition(), as: UTF8.self)
            #expect(metrics.contains(#"gateway_upstream_errors_total{kind="connect",service="predictor"} 1"#))
        }
    }

    @Test func `a service that hangs is named in a 504`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream, settings: ["UPSTREAM_TIMEOUT": "300ms"]) { gateway in
                let response = try await gateway.fetch("/api/predictions")
                #expect(response.status == 504 && response.text.contains("predictor did not answer in time"))
            }
        }
    }

    @Test func `an answer that breaks off breaks off for the client`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let error = await #expect(throws: HTTPClientError.self) { try await gateway.fetch("/gbfs/broken") }
                #expect(error?.code == .truncated)
            }
        }
    }

    @Test func `a body beyond the limit is refused whether its length is announced or not`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream, settings: ["MAX_BODY_BYTES": "65536"]) { gateway in
                let body = [UInt8](repeating: 0x61, count: 200_000)
                let announced = try await gateway.fetch("/api/chat", method: "POST", body: .bytes(body))
                #expect(announced.status == 413 && announced.text.contains("65536"))
                #expect(announced.headers["connection"] == "close")
                let streamed = try await gateway.fetch(
                    "/api/chat",
                    method: "POST",
                    body: .stream(RepeatedPieces(piece: body, count: 100), length: nil)
                )
                #expect(streamed.status == 413)
                let allowed = try await gateway.fetch(
                    "/api/chat",
                    method: "POST",
                    body: .bytes(Array(body.prefix(60_000)))
                )
                #expect(allowed.status == 200 && allowed.body.count == 60_000)
            }
        }
    }

    @Test func `a service that refuses a body unread is heard`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                for _ in 0..<5 {
                    let body = RepeatedPieces(piece: [UInt8](repeating: 0x61, count: 4096), count: 200)
                    let response = try await gateway.fetch(
                        "/api/documents",
                        method: "POST",
                        body: .stream(body, length: nil)
                    )
                    #expect(response.status == 401)
                }
                #expect(try await gateway.fetch("/api/stations").status == 200)
            }
        }
    }

    @Test func `the connection is used again after an upload`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let post = "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                let get = "GET /api/stations HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                let answers = try await gateway.raw(post + get)
                #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
                #expect(stub.seen.requests == ["POST /api/chat", "GET /api/stations"])
            }
        }
    }

    @Test func `the next instance answers for one that is down`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            let both = ["COLLECTOR_URL": "http://127.0.0.1:1,\(upstream)"]
            // Asked once at most, then left alone: by the request that found the door closed or by a health check. A busy
            // machine that keeps the other's health check waiting may have it asked again: most of five gateways count.
            var leftAlone = 0
            for _ in 0..<5 {
                let isLeftAlone = try await withGateway(upstream: upstream, settings: both) { gateway in
                    for _ in 0..<4 {
                        let response = try await gateway.fetch("/api/stations")
                        #expect(response.status == 200)
                    }
                    let metrics = gateway.metricsText
                    #expect(
                        metrics.contains(#"gateway_upstream_requests_total{service="collector",status_class="2xx"} 4"#)
                    )
                    #expect(metrics.contains(#"gateway_upstream_duration_seconds_count{service="collector"} 4"#))
                    let errors = metrics.split(separator: "\n").filter {
                        $0.hasPrefix("gateway_upstream_errors_total{")
                    }
                    return errors.allSatisfy {
                        $0 == #"gateway_upstream_errors_total{kind="connect",service="collector"} 1"#
                    }
                }
                leftAlone += isLeftAlone ? 1 : 0
            }
            #expect(leftAlone >= 3)
        }
    }

    @Test(arguments: [
        "/api/../secret", "/api/board/posts/../../../secret", "/api/board/posts/%2e%2e/%2e%2e/%2e%2e/secret",
        "//secret",
        "/api/board/posts//x", "/api/board/posts/%2fsecret", "/api/board/posts/%00",
        "/api/board/posts/..%5c..%5csecret",
        "/secret", "http://127.0.0.1/secret", "/api/board/posts/x#y", "/assets/../../../etc/passwd",
        "/assets/%2e%2e/secret", "//health", "/health/", "/./metrics",
    ]) func `no spelling of a path reaches a service outside the table`(path: String) async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let answer = try await gateway.raw("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(60))")
                #expect(stub.seen.requests.isEmpty)
            }
        }
    }
}

/// `count` times the same piece.
struct RepeatedPieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error
    let piece: [UInt8]
    let count: Int

    struct Iterator: AsyncIteratorProtocol {
        let piece: [UInt8]
        var left: Int

        mutating func next() async throws -> [UInt8]? {
            guard left > 0 else { return nil }
            left -= 1
            return piece
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(piece: piece, left: count) }
}

/// 64 MB up and 64 MB down, with far less than that in memory.
func expectLargeBodiesPass(_ gateway: TestGateway) async throws {
    let before = try residentBytes()
    let pieces = RepeatedPieces(piece: [UInt8](repeating: 0x62, count: 64 * 1024), count: 1024)
    let up = try await gateway.fetch(
        "/api/board/posts/1/attachments",
        method: "POST",
        body: .stream(pieces, length: nil)
    )
    #expect(up.text == "\(64 << 20)")
    let down = try await gateway.client.send(
        HTTPClientRequest(url: gateway.url("/gbfs/big"), timeout: .seconds(60))
    )
    var received = 0
    for try await piece in down.body { received += piece.count }
    #expect(received == StubService.bigBytes)
    #expect(try residentBytes() - before < 40 << 20)
}

/// Polls for at most 20 s.
func eventually(_ what: String, _ condition: @Sendable () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition() {
        guard ContinuousClock.now < deadline else { throw TestFailure(reason: "not in time: \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}

func residentBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 4096
}
