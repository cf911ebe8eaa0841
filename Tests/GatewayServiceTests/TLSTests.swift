import Curl
import Foundation
import GatewayService
import NIOCore
import NIOHPACK
import NIOPosix
import ServiceKit
import TestSupport
import Testing

/// The public port over TLS, by HTTP/1.1 and HTTP/2.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TLSTests {
    private func withSecureGateway(
        settings: [String: String] = [:],
        _ body: @Sendable (TestGateway, StubService) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let certificates = try await TestCertificates(in: directory)
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream, settings: settings, certificates: certificates) { gateway in
                try await body(gateway, stub)
            }
        }
        withExtendedLifetime(directory) {}
    }

    @Test func `without a word about protocols it is HTTP 1 1 over TLS`() async throws {
        try await withSecureGateway { gateway, stub in
            let answer = try await gateway.raw("GET /api/stations HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.hasSuffix("stations"))
            #expect(answer.contains("strict-transport-security: max-age="))
            #expect(stub.seen.headers["x-forwarded-proto"] == "https")
        }
    }

    @Test func `requests and answers pass over HTTP 2 with their fields and bodies`() async throws {
        try await withSecureGateway { gateway, stub in
            let response = try await gateway.fetch(
                "/api/stations?q=%EB%94%B0",
                headers: ["x-request-id": "req-1", "X-Forwarded-For": "9.9.9.9"]
            )
            #expect(response.status == 200 && response.httpVersion == "2" && response.text == "stations")
            #expect(response.headers["etag"] == "\"1\"" && response.headers["x-request-id"] == "req-1")
            #expect(response.headers["strict-transport-security"] != nil && response.headers["server"] == nil)
            #expect(stub.seen.requests == ["GET /api/stations?q=%EB%94%B0"])
            #expect(stub.seen.headers["x-forwarded-for"] == "127.0.0.1")
            #expect(stub.seen.headers["x-forwarded-host"] == "127.0.0.1:\(gateway.port)")
            let body = [UInt8](repeating: 0x62, count: 500_000)
            let known = try await gateway.fetch("/api/chat", method: "POST", body: .bytes(body))
            #expect(known.body == body)
            let pieces = RepeatedPieces(piece: [UInt8](repeating: 0x62, count: 10_000), count: 50)
            let streamed = try await gateway.fetch("/api/chat", method: "POST", body: .stream(pieces, length: nil))
            #expect(streamed.httpVersion == "2" && streamed.body == body)
            let head = try await gateway.fetch("/api/stations", method: "HEAD")
            #expect(head.status == 200 && head.headers["content-length"] == "8" && head.body.isEmpty)
            #expect(try await gateway.fetch("/api/accuracy").status == 304)
            #expect(try await gateway.fetch("/health/live").status == 200)
        }
    }

    @Test func `64 MB go up and down over HTTP 2 with little memory`() async throws {
        try await withSecureGateway(settings: ["MAX_ATTACHMENT_BYTES": "\(1 << 30)"]) { gateway, _ in
            _ = try await gateway.fetch("/api/stations")
            try await expectLargeBodiesPass(gateway)
        }
    }

    @Test func `a client that does not read holds the service back over HTTP 2`() async throws {
        let flood = FloodServer()
        let directory = try TemporaryDirectory()
        let certificates = try await TestCertificates(in: directory)
        try await flood.run { upstream in
            try await withGateway(upstream: upstream, certificates: certificates) { gateway in
                let response = try await gateway.client.send(
                    HTTPClientRequest(url: gateway.url("/gbfs/big"), timeout: nil)
                )
                #expect(response.httpVersion == "2")
                var last = -1
                while flood.bytesSent != last {
                    last = flood.bytesSent
                    guard last < 512 << 20 else { throw TestFailure(reason: "nothing holds the service back") }
                    try await Task.sleep(for: .milliseconds(500))
                }
                #expect(last < 80 << 20)
                withExtendedLifetime(response) {}
            }
        }
    }

    @Test func `a body beyond the limit is refused and heard over both`() async throws {
        try await withSecureGateway(settings: ["MAX_BODY_BYTES": "65536"]) { gateway, _ in
            let body = [UInt8](repeating: 0x61, count: 200_000)
            let announced = try await gateway.fetch("/api/chat", method: "POST", body: .bytes(body))
            #expect(announced.status == 413 && announced.httpVersion == "2")
            let pieces = RepeatedPieces(piece: body, count: 20)
            let streamed = try await gateway.fetch("/api/chat", method: "POST", body: .stream(pieces, length: nil))
            #expect(streamed.status == 413)
            let text = String(repeating: "a", count: 200_000)
            let plain = try await gateway.raw(
                "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n\(text)"
            )
            #expect(plain.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test func `an event passes before its stream ends, and a client that leaves ends it`() async throws {
        try await withSecureGateway { gateway, stub in
            let peer = try await HTTP2Peer.connect(to: gateway)
            let answer = try await peer.ask(HTTP2Request.head([":path": "/api/stream"]), leavesAfterData: true)
            #expect(answer.status == "200" && String(buffer: answer.body).hasPrefix("event: stations"))
            try await eventually("the service sees it") { stub.seen.hasClientLeft }
            #expect(try await peer.ask(HTTP2Request.head()).status == "200")
            try await peer.channel.close()
        }
    }

    @Test func `a stop ends streams cleanly`() async throws {
        let (events, firstEvent) = AsyncStream.makeStream(of: Void.self)
        let reading = AsyncStream.makeStream(of: Result<Int, any Error>.self)
        try await withSecureGateway { gateway, _ in
            let response = try await gateway.client.send(
                HTTPClientRequest(url: gateway.url("/api/stream"), timeout: nil)
            )
            Task {
                do {
                    var bytes = 0
                    for try await piece in response.body {
                        bytes += piece.count
                        firstEvent.yield()
                    }
                    reading.continuation.yield(.success(bytes))
                } catch {
                    reading.continuation.yield(.failure(error))
                }
            }
            for await _ in events { break }
        }
        var ends = reading.stream.makeAsyncIterator()
        #expect(try await ends.next()?.get() ?? 0 > 0)
    }

    @Test(arguments: [
        HPACKHeaders([("x-a", "b\r\nx-evil: 1")]), HPACKHeaders([("x-a", "b\nx-evil: 1")]),
        HPACKHeaders([("x-a\r\nx-evil", "1")]), HPACKHeaders([("x-a", "b\u{0}")]),
        HPACKHeaders([("connection", "x-a")]), HPACKHeaders([("transfer-encoding", "chunked")]),
        HPACKHeaders([("upgrade", "websocket")]), HPACKHeaders([("te", "gzip")]), HPACKHeaders([("X-Big", "1")]),
        HPACKHeaders([("host", "other.example")]), HPACKHeaders([("content-length", "5")]),
        HPACKHeaders([("content-length", "0"), ("content-length", "0")]), HPACKHeaders([(":path", "/secret")]),
        HPACKHeaders([("x-a", "b"), (":protocol", "websocket")]),
    ]) func `fields that would say something else in HTTP 1 1 are refused`(extra: HPACKHeaders) async throws {
        try await withSecureGateway { gateway, stub in
            let peer = try await HTTP2Peer.connect(to: gateway)
            var headers = HTTP2Request.head()
            headers.add(contentsOf: extra)
            let answer = try await peer.ask(headers)
            #expect(answer.status == nil && answer.error != nil, "\(answer)")
            #expect(stub.seen.requests.isEmpty)
            // Its neighbours on the connection have nothing to do with it.
            #expect(try await peer.ask(HTTP2Request.head()).status == "200")
            try await peer.channel.close()
        }
    }

    @Test(arguments: [
        [":path": "/api/stations HTTP/1.1\r\nx: y"], [":path": "http://other.example/secret"], [":path": ""],
        [":path": "/a b"],
        [":method": "GET /secret"], [":method": "G\r\nET"], [":method": "CONNECT"], [":scheme": "gopher"],
        [":authority": "a\r\nx: y"],
    ]) func `pseudo-header fields cannot say more than one thing`(changed: [String: String]) async throws {
        try await withSecureGateway { gateway, stub in
            let peer = try await HTTP2Peer.connect(to: gateway)
            let answer = try await peer.ask(HTTP2Request.head(changed))
            #expect(answer.status == nil && answer.error != nil, "\(answer)")
            #expect(stub.seen.requests.isEmpty)
            #expect(gateway.counted.contains(#"gateway_rejected_total{reason="malformed"} 1"#))
            try await peer.channel.close()
        }
    }

    @Test func `a body that is longer or shorter than it says is refused`() async throws {
        try await withSecureGateway { gateway, stub in
            for (length, body) in [("2", "hiGET /secret HTTP/1.1\r\nhost: a\r\n\r\n"), ("20", "hi")] {
                let peer = try await HTTP2Peer.connect(to: gateway)
                var headers = HTTP2Request.head([":method": "POST", ":path": "/api/chat"])
                headers.add(name: "content-length", value: length)
                let answer = try await peer.ask(headers, body: [body])
                #expect(answer.status == nil, "\(answer)")
                #expect(!stub.seen.requests.contains("GET /secret"))
                try await peer.channel.close()
            }
        }
    }

    @Test func `asking and taking back at once ends the connection`() async throws {
        try await withSecureGateway { gateway, _ in
            let peer = try await HTTP2Peer.connect(to: gateway)
            try await peer.askAndReset(HTTP2Request.head(), times: 2000)
            #expect(gateway.counted.contains(#"gateway_rejected_total{reason="http2"}"#))
            #expect(try await gateway.fetch("/api/stations").status == 200)
        }
    }

    @Test func `a client that goes is not counted as refused`() async throws {
        try await withSecureGateway { gateway, _ in
            for way in [CloseMode.all, .output] {
                let peer = try await HTTP2Peer.connect(to: gateway)
                #expect(try await peer.ask(HTTP2Request.head()).status == "200")
                try await peer.channel.close(mode: way)
            }
            #expect(try await gateway.fetch("/api/stations").status == 200)
            await gateway.client.shutdown()
            try await eventually("all are gone") { gateway.counted.contains("gateway_connections 0") }
            #expect(!gateway.counted.contains("gateway_rejected_total{"))
        }
    }

    @Test func `a handshake that does not go on is given up`() async throws {
        try await withSecureGateway(settings: ["CLIENT_HEAD_TIMEOUT": "200ms"]) { gateway, _ in
            let silent = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: gateway.port).get()
            try await silent.closeFuture.get()
            #expect(gateway.counted.contains(#"gateway_rejected_total{reason="slow_handshake"} 1"#))
            try await eventually("it is gone") { gateway.counted.contains("gateway_connections 0") }
        }
    }

    @Test func `files that are no certificate and key stop the start by their name`() async throws {
        let directory = try TemporaryDirectory()
        let (one, other) = (
            try await TestCertificates(in: directory, name: "one"),
            try await TestCertificates(in: directory, name: "other")
        )
        #expect(TLSFiles(certificate: one.certificate, key: one.key).problem == nil)
        #expect(TLSFiles(certificate: "/nonexistent", key: one.key).problem?.key == "TLS_CERT_FILE")
        #expect(TLSFiles(certificate: one.certificate, key: "/nonexistent").problem?.key == "TLS_KEY_FILE")
        #expect(TLSFiles(certificate: one.certificate, key: other.key).problem?.key == "TLS_KEY_FILE")
    }
}

private enum HTTP2Request {
    static func head(_ changed: [String: String] = [:]) -> HPACKHeaders {
        let standard = [":method": "GET", ":scheme": "https", ":authority": "gateway", ":path": "/api/stations"]
        return HPACKHeaders(standard.merging(changed) { $1 }.map { ($0.key, $0.value) })
    }
}
