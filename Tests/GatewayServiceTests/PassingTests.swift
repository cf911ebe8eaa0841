import Compression
import Configuration
import Curl
import Foundation
import GatewayService
import ServiceKit
import Testing

/// What of HTTP/1.1 passes the gateway besides plain requests and answers.
@Suite(.serialized, .timeLimit(.minutes(1))) struct PassingTests {
    private func configuration(_ values: [String: String]) throws -> GatewayConfiguration {
        try GatewayConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
        )
    }

    @Test func `fields behind a chunked body pass both ways and those that frame a message do not`() async throws {
        let service = RawService(
            answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                + "2\r\nhi\r\n0\r\nX-Sum: 42\r\nContent-Length: 7\r\n\r\n",
            after: "X-Mine: 1"
        )
        try await service.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let answer = try await gateway.raw(
                    "POST /api/chat HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "3\r\nabc\r\n0\r\nX-Mine: 1\r\nAuthorization: x\r\n\r\n"
                )
                #expect(answer.hasSuffix("2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n"))
                #expect(service.text.hasSuffix("3\r\nabc\r\n0\r\nX-Mine: 1\r\n\r\n"))
            }
        }
    }

    @Test func `a client that expects to be asked for its body is asked`() async throws {
        let service = RawService(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", after: "hello")
        try await service.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let answer = try await gateway.talk(
                    "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                    then: "hello",
                    until: "ok"
                )
                #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
                #expect(!service.text.lowercased().contains("expect"))
                let other = try await gateway.raw(
                    "POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: tea\r\n\r\nhello"
                )
                #expect(other.hasPrefix("HTTP/1.1 417 "))
            }
        }
    }

    @Test func `after an upgrade to WebSocket bytes pass both ways and no other protocol is let through`() async throws
    {
        let service = RawService(
            answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: x\r\n\r\n",
            isEcho: true
        )
        try await service.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let answer = try await gateway.talk(
                    "GET /api/stream HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n",
                    then: "\u{1}\u{2}frame",
                    until: "frame"
                )
                #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n") && answer.hasSuffix("\u{1}\u{2}frame"))
                #expect(service.text.contains("upgrade: websocket\r\n"))
            }
        }
        let plain = RawService(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        try await plain.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let answer = try await gateway.raw(
                    "GET /api/stations HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n"
                )
                #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
                #expect(!plain.text.lowercased().contains("upgrade") && !plain.text.contains("HTTP2"))
            }
        }
    }

    @Test func `each request of a proxy's connection is of the client the proxy names`() async throws {
        let service = RawService(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        /// Host and further fields of each request, and what is said of its sender if the proxy is believed.
        let requests = [
            ("a", "X-Forwarded-For: 203.0.113.7\r\n", "for=203.0.113.7;proto=http;host=\"a\""),
            ("a", "X-Forwarded-For: 203.0.113.7\r\n", "for=203.0.113.7;proto=http;host=\"a\""),
            ("a", "X-Forwarded-For: 203.0.113.8\r\n", "for=203.0.113.8;proto=http;host=\"a\""),
            ("b", "X-Forwarded-For: 203.0.113.8\r\n", "for=203.0.113.8;proto=http;host=\"b\""),
            (
                "b", "X-Forwarded-For: 203.0.113.8\r\nX-Forwarded-Proto: https\r\n",
                "for=203.0.113.8;proto=https;host=\"b\""
            ),
            (
                "b", "X-Forwarded-For: 203.0.113.8\r\nX-Forwarded-Host: c\r\n",
                "for=203.0.113.8;proto=http;host=\"c\""
            ),
            ("a", "X-Forwarded-For: 203.0.113.7\r\n", "for=203.0.113.7;proto=http;host=\"a\""),
            ("a", "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n", "for=203.0.113.7;proto=http;host=\"a\""),
            ("a", "Forwarded: for=203.0.113.9\r\n", "for=203.0.113.9;proto=http;host=\"a\""),
            ("a", "X-Forwarded-Proto: https\r\n", "for=127.0.0.1;proto=https;host=\"a\""),
            ("a", "X-Forwarded-Host: c\r\n", "for=127.0.0.1;proto=http;host=\"c\""),
            ("a", "Connection: close\r\n", "for=127.0.0.1;proto=http;host=\"a\""),
        ]
        let chain = "x-forwarded-for: 198.51.100.1, 203.0.113.7, 127.0.0.1\r\n"
        let text = requests.map { "GET /api/search HTTP/1.1\r\nHost: \($0.0)\r\n\($0.1)\r\n" }.joined()
        for (trusted, named) in [
            ("127.0.0.1", requests.map(\.2)),
            ("10.0.0.1", requests.map { "for=127.0.0.1;proto=http;host=\"\($0.0)\"" }),
        ] {
            try await service.run { upstream in
                try await withGateway(upstream: upstream, settings: ["TRUSTED_PROXIES": trusted]) { gateway in
                    let before = service.text.count
                    _ = try await gateway.raw(text)
                    let heard = service.text.dropFirst(before)
                    #expect(heard.contains(chain) == (trusted == "127.0.0.1"))
                    let lines = heard.split(separator: "\r\n")
                    #expect(lines.filter { $0.hasPrefix("forwarded: ") } == named.map { "forwarded: \($0)" })
                }
            }
        }
    }

    @Test func `clients behind one connection of a proxy are limited each by itself`() async throws {
        let service = RawService(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let settings = ["TRUSTED_PROXIES": "127.0.0.1", "RATE_LIMIT": "1/h"]
        let senders = ["203.0.113.7", "203.0.113.7", "203.0.113.8"]
        let text = senders.enumerated().map { number, sender in
            "GET /api/search HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(sender)\r\n"
                + (number == senders.count - 1 ? "Connection: close\r\n\r\n" : "\r\n")
        }.joined()
        try await service.run { upstream in
            try await withGateway(upstream: upstream, settings: settings) { gateway in
                let answer = try await gateway.raw(text)
                #expect(answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) } == ["200", "429", "200"])
            }
        }
    }

    @Test func `a text that comes uncompressed is compressed for who takes it, with a weak tag`() async throws {
        let body = String(repeating: #"{"bikes":7},"#, count: 500)
        let service = RawService(
            answer:
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"7\"\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(body)"
        )
        try await service.run { upstream in
            try await withGateway(upstream: upstream) { gateway in
                let packed = try await gateway.fetch("/api/search", headers: ["Accept-Encoding": "br;q=1, gzip;q=0.5"])
                #expect(packed.headers["content-encoding"] == "gzip" && packed.headers["etag"] == "W/\"7\"")
                #expect(packed.headers["vary"] == "Accept-Encoding" && packed.body.count < 500)
                #expect(try Gzip.decompress(packed.body, limit: 1 << 20) == Array(body.utf8))
                for encoding in ["gzip;q=0", "br"] {
                    let plain = try await gateway.fetch("/api/search", headers: ["Accept-Encoding": encoding])
                    #expect(plain.headers["content-encoding"] == nil && plain.text == body, "\(encoding)")
                    #expect(plain.headers["etag"] == "\"7\"")
                }
            }
        }
    }

    @Test func `a service that is gone is stood in for, with the true age`() async throws {
        let service = RawService(
            answer: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAge: 100\r\nContent-Length: 2\r\n"
                + "Connection: close\r\n\r\n{}"
        )
        let running = try await service.start()
        try await withGateway(upstream: running.url) { gateway in
            let fresh = try await gateway.fetch("/api/stations")
            #expect(fresh.status == 200 && fresh.headers["cache-status"] == nil)
            #expect(try await gateway.fetch("/api/accuracy").status == 200)
            try await running.close()
            let stale = try await gateway.fetch("/api/stations")
            #expect(stale.status == 200 && stale.text == "{}")
            #expect(stale.headers["age"].flatMap { Int($0) }.map { (100...110).contains($0) } == true)
            #expect(stale.headers["cache-status"]?.hasPrefix("ttareungi-gateway; hit; ttl=-1") == true)
            // What is no read of stations or forecasts, or not for everybody, is never an older one.
            #expect(try await gateway.fetch("/api/accuracy").status == 502)
            #expect(try await gateway.fetch("/api/stations", headers: ["Authorization": "Bearer x"]).status == 502)
            #expect(gateway.metricsText.contains(#"gateway_stale_answers_total{service="collector"} 1"#))
        }
    }

    @Test func `a file brings settings and routes and the environment stands above it`() async throws {
        try await withFolder { folder in
            let path = folder.appendingPathComponent("gateway.yaml").path
            try Data(
                """
                settings:
                  max_body_bytes: 4096
                  upstream_timeout: 7s
                  cors_origins: [https://a.example, https://b.example]
                routes:
                  - {path: "/api/photos/**", methods: [get], service: rag-api, pace: slow, stale: true, timeout: 3s}
                """.utf8
            ).write(to: URL(fileURLWithPath: path))
            let read = try configuration(["GATEWAY_CONFIG": path, "UPSTREAM_TIMEOUT": "9s"])
            #expect(read.limits.bodyBytes == 4096 && read.limits.headTimeout == .seconds(9))
            #expect(read.corsOrigins == ["https://a.example", "https://b.example"])
            let target = try #require(RequestTarget("/api/photos/7"))
            let route = try #require(read.table.route(of: target))
            #expect(route.service == .ragAPI && route.staysUsable && route.timeout == .seconds(3))
        }
    }

    @Test(arguments: [
        ("settings: {max_bodies: 1}", "settings.max_bodies is none"),
        ("settings: {log_level: debug}", "set in the environment"), ("rules: []", "'rules' is none of"),
        ("routes: [{path: x, methods: [GET], service: collector}]", "routes[0]: path 'x'"),
        ("routes: [{path: /x, methods: [BREW], service: collector}]", "routes[0]: methods"),
        ("routes: [{path: /x, methods: [GET], service: mars}]", "routes[0]: service 'mars'"),
        ("routes: [{path: /x, methods: [GET], service: collector, timeout: 3}]", "routes[0]: timeout '3'"),
        ("routes: [{path: /x, methods: [GET]}]", "'service'"), ("routes: [", "the file"),
        ("routes: [{path: /metrics, methods: [POST], service: collector}]", "would take /metrics"),
        ("routes: [{path: /api/**, methods: [GET], service: collector}]", "would take /api/status"),
        (
            """
            routes:
              - {path: "/x/{id}", methods: [GET, POST], service: collector}
              - {path: "/x/1", methods: [GET], service: predictor}
            """,
            "routes[1]: routes[0] takes all that path '/x/1' could"
        ),
    ]) func `what the file gets wrong is named`(text: String, problem: String) async throws {
        try await withFolder { folder in
            let path = folder.appendingPathComponent("gateway.yaml").path
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: ConfigurationError.self) { try configuration(["GATEWAY_CONFIG": path]) }
            #expect(
                error?.key == "GATEWAY_CONFIG" && error?.problem.contains(problem) == true,
                "\(error?.problem ?? "")"
            )
        }
    }
}
