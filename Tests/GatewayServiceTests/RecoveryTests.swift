import Curl
import Foundation
import GatewayService
import NIOCore
import TestSupport
import Testing

/// What the gateway makes of services that come back, stand still, or must not be asked twice.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RecoveryTests {
    private static let fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

    @Test func `the only instance of a service passes its own errors on as soon as it is back`() async throws {
        let before = try await RawService(answer: Self.fine).start()
        let port = before.port
        try await withGateway(upstream: before.url, settings: ["RATE_LIMIT": "100000/s"]) { gateway in
            try await before.close()
            for _ in 0..<3 { #expect(try await gateway.fetch("/api/accuracy").status == 502) }
            let busy = RawService(
                answer: "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"
            )
            let after = try await busy.start(port: port)
            // As it is: a client that tries again by itself would not see each answer.
            let request = "GET /api/accuracy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            while try await !gateway.raw(request).hasSuffix("busy") {}
            for _ in 0..<5 { #expect(try await gateway.raw(request).hasSuffix("busy")) }
            try await after.close()
        }
    }

    @Test func `an upload that the service does not take ends in time`() async throws {
        let deaf = try await RawService(answer: Self.fine).start(isDeaf: true)
        try await withGateway(upstream: deaf.url, settings: ["UPSTREAM_IDLE_TIMEOUT": "1s"]) { gateway in
            let answer = try await gateway.fetch(
                "/api/board/posts/1/attachments",
                method: "POST",
                body: .bytes([UInt8](repeating: 1, count: 18 << 20))
            )
            #expect(answer.status == 504)
            #expect(
                gateway.metricsText.contains(#"gateway_upstream_errors_total{kind="timeout",service="board-api"} 1"#)
            )
        }
        try await deaf.close()
    }

    @Test func `a key makes only requests to the board repeatable`() async throws {
        let failing = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        let services = [RawService(answer: failing), RawService(answer: failing)]
        try await services[0].run { first in
            try await services[1].run { second in
                let both = "\(first),\(second)"
                try await withGateway(settings: ["PREDICTOR_URL": both, "BOARD_API_URL": both]) { gateway in
                    let heard = { (path: String) in
                        services.map { $0.text.components(separatedBy: "POST \(path) ").count - 1 }.reduce(0, +)
                    }
                    for (path, times) in [("/ai/retrain", 1), ("/api/board/posts", 2)] {
                        let answer = try await gateway.fetch(path, method: "POST", headers: ["Idempotency-Key": "k"])
                        #expect(answer.status == 500 && heard(path) == times, "\(path)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ("Cache-Control: max-age=5, no-store", "/api/stations"), ("Cache-Control: private", "/api/stations"),
        ("Set-Cookie: a=b", "/api/stations"), ("Vary: Accept-Language", "/api/stations"),
        ("Vary: Accept-Encoding", "/api/stations?x=" + String(repeating: "y", count: 600)),
    ]) func `what is not for everybody or hardly asked for again is not kept`(field: String, path: String) async throws
    {
        let service = RawService(answer: Self.fine.replacing("Connection", with: "\(field)\r\nConnection"))
        let running = try await service.start()
        try await withGateway(upstream: running.url) { gateway in
            #expect(try await gateway.fetch(path).status == 200)
            try await running.close()
            #expect(try await gateway.fetch(path).status == 502)
        }
    }

    @Test func `a client is asked for its body when the instance chosen first has just gone`() async throws {
        let service = RawService(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", after: "hello")
        let first = RawService(answer: Self.fine)
        let port = try FreePort.next()
        try await service.run { upstream in
            try await withGateway(settings: ["RAG_API_URL": "http://127.0.0.1:\(port),\(upstream)"]) { gateway in
                // In turns: one of two requests meets the closed door, unless a health check met it before.
                for _ in 0..<10 where !gateway.metricsText.contains(#"gateway_retries_total{service="rag-api"} "#) {
                    let gone = try await first.start(port: port)
                    let asked = first.checks
                    try await eventually("it is taken for ready") { first.checks > asked + 1 }
                    try await gone.close()
                    for _ in 0..<2 {
                        let answer = try await gateway.talk(
                            "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                            then: "hello",
                            until: "ok"
                        )
                        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
                    }
                }
                #expect(gateway.metricsText.contains(#"gateway_retries_total{service="rag-api"} "#))
            }
        }
    }

    @Test func `who has said all still gets the whole of a large answer`() async throws {
        let body = String(repeating: "z", count: 6 << 20)
        let service = RawService(answer: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        try await service.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let answer = try await gateway.halfClosed("GET /api/search HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.readableBytes > body.utf8.count)
            }
        }
    }

    @Test func `a slow instance keeps its request when the other one has gone`() async throws {
        let slow = RawService(answer: Self.fine, delay: .milliseconds(1_500))
        try await slow.run { upstream in
            let settings = ["RAG_API_URL": "http://127.0.0.1:1,\(upstream)", "UPSTREAM_TRY_TIMEOUT": "300ms"]
            try await withGateway(settings: settings) { gateway in
                for _ in 0..<3 {
                    let answer = try await gateway.fetch("/api/search?q=a")
                    #expect(answer.status == 200)
                }
            }
        }
    }
}
