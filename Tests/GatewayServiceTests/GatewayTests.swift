import Curl
import Foundation
import GatewayService
import Testing

/// What the gateway answers itself.
@Suite(.serialized, .timeLimit(.minutes(1))) struct GatewayTests {
    private static let promised = [
        "content-security-policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
            + "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "geolocation=(self)",
    ]

    @Test func `every answer carries the security headers`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream, settings: ["PREDICTOR_URL": "http://127.0.0.1:1"]) { gateway in
                for path in [
                    "/", "/api/stations", "/api/predictions", "/api/status", "/nowhere", "/health", "/metrics",
                ] {
                    let response = try await gateway.fetch(path)
                    for (name, value) in Self.promised {
                        #expect(response.headers.values(name) == [value], "\(path) \(name)")
                    }
                }
            }
        }
    }

    @Test func `unknown paths answer 404 and known ones 405 with what they allow`() async throws {
        try await withGateway { gateway in
            let unknown = try await gateway.fetch("/nowhere", method: "POST", body: .bytes([1]))
            #expect(unknown.status == 404 && unknown.headers["content-type"] == "application/problem+json")
            let wrong = try await gateway.fetch("/api/stations", method: "DELETE")
            #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD, OPTIONS")
            #expect(try await gateway.fetch("/actuator/health").status == 404)
        }
    }

    @Test func `status lists every service with one down and details for the administrator only`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            let settings = ["RAG_API_URL": "http://127.0.0.1:1", "ADMIN_TOKEN": "t0ken"]
            try await withGateway(upstream: upstream, settings: settings) { gateway in
                // Who answers late is down until it is asked again.
                try await eventuallyAsync("one is down alone") {
                    try await gateway.fetch("/api/status").text.components(separatedBy: #""DOWN""#).count == 2
                }
                let response = try await gateway.fetch("/api/status")
                #expect(response.status == 200)
                let status = try JSONDecoder().decode(StatusDocument.self, from: Data(response.body))
                #expect(status.status == "DEGRADED")
                #expect(status.services.map(\.name) == ["collector", "predictor", "rag-api", "board-api", "gateway"])
                #expect(status.services.map(\.status) == ["UP", "UP", "DOWN", "UP", "UP"])
                #expect(status.services[0].version == "9.9" && status.services[0].latency_ms != nil)
                #expect(status.services[2].version == nil && !response.text.contains("components"))
                #expect(!response.text.contains("127.0.0.1"))
                let detailed = try await gateway.fetch("/api/status", headers: ["Authorization": "Bearer t0ken"])
                #expect(detailed.text.contains(#""components":{"redis":{"status":"UP"}}"#))
                #expect(detailed.text.contains("no connection could be made"))
                let health = try await gateway.fetch("/health")
                #expect(health.status == 200 && health.text.contains(#""status":"DEGRADED""#))
                #expect(try await gateway.fetch("/health/ready").status == 200)
            }
        }
    }

    @Test func `the services' descriptions are one document that says when a part is missing`() async throws {
        let stub = StubService()
        try await withUpstream(stub.router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                try await eventuallyAsync("all have answered in time") {
                    !(try await gateway.fetch("/api/openapi.json").text.contains("x-partial"))
                }
                let text = try await gateway.fetch("/api/openapi.json").text
                #expect(text.contains(#""/api/stations":{"get":{"summary":"s"}}"#) && text.contains(#""/api/status""#))
                #expect(!text.contains(#""/health""#) && !text.contains("x-partial"))
            }
            try await withGateway(upstream: upstream, settings: ["BOARD_API_URL": "http://127.0.0.1:1"]) { gateway in
                let text = try await gateway.fetch("/api/openapi.json").text
                #expect(text.contains(#""x-partial":true,"x-missing":["board-api"]"#))
            }
        }
    }

    @Test func `web pages are served from memory with tags and compression`() async throws {
        try await withFolder { folder in
            try Data("<!doctype html>".utf8).write(to: folder.appendingPathComponent("index.html"))
            try Data(String(repeating: "let a = 1;\n", count: 500).utf8).write(
                to: folder.appendingPathComponent("app.js")
            )
            try Data("hidden".utf8).write(to: folder.appendingPathComponent(".secret"))
            try await withGateway(settings: ["WEB_DIR": folder.path, "LEAFLET_DIR": folder.path]) { gateway in
                let page = try await gateway.fetch("/")
                #expect(page.text == "<!doctype html>" && page.headers["content-type"] == "text/html; charset=utf-8")
                #expect(page.headers["cache-control"] == "no-cache")
                let plain = try await gateway.fetch("/assets/app.js")
                #expect(plain.body.count == 5500 && plain.headers["content-type"] == "text/javascript; charset=utf-8")
                #expect(plain.headers["vary"] == "Accept-Encoding" && plain.headers["content-encoding"] == nil)
                let packed = try await gateway.fetch("/assets/app.js", headers: ["Accept-Encoding": "br, gzip"])
                #expect(packed.headers["content-encoding"] == "gzip" && packed.body.count < 200)
                let tag = try #require(packed.headers["etag"])
                #expect(tag != plain.headers["etag"])
                let unchanged = try await gateway.fetch(
                    "/assets/app.js",
                    headers: ["Accept-Encoding": "gzip", "If-None-Match": "\"x\", W/\(tag)"]
                )
                #expect(unchanged.status == 304 && unchanged.body.isEmpty)
                #expect(
                    try await gateway.fetch("/assets/leaflet/app.js").headers["cache-control"]
                        == "public, max-age=86400"
                )
                #expect(try await gateway.fetch("/assets/.secret").status == 404)
                #expect(try await gateway.fetch("/assets/index.html").status == 404)
                let head = try await gateway.fetch("/assets/app.js", method: "HEAD")
                #expect(head.headers["content-length"] == "5500" && head.body.isEmpty)
            }
        }
    }

    @Test func `without its pages the gateway runs and says what is missing`() async throws {
        try await withGateway { gateway in
            let response = try await gateway.fetch("/")
            #expect(response.status == 503 && response.text.contains("WEB_DIR"))
            #expect(try await gateway.fetch("/health/live").status == 200)
        }
    }

    @Test func `pages are found beside the executable and in a checkout`() async throws {
        try await withFolder { folder in
            let checkout = folder.path + "/checkout"
            for path in ["/checkout/services/gateway/web", "/install/web", "/checkout/.build/debug"] {
                try FileManager.default.createDirectory(atPath: folder.path + path, withIntermediateDirectories: true)
            }
            #expect(
                WebFolder.find(configured: nil, executable: folder.path + "/install/gateway", workingDirectory: "/")
                    == nil
            )
            try Data().write(to: URL(fileURLWithPath: checkout + "/services/gateway/web/index.html"))
            try Data().write(to: URL(fileURLWithPath: folder.path + "/install/web/index.html"))
            let beside = WebFolder.find(
                configured: nil,
                executable: folder.path + "/install/gateway",
                workingDirectory: "/"
            )
            #expect(beside == folder.path + "/install/web")
            let above = WebFolder.find(
                configured: nil,
                executable: checkout + "/.build/debug/gateway",
                workingDirectory: "/"
            )
            #expect(above == checkout + "/services/gateway/web")
            #expect(WebFolder.find(configured: nil, executable: nil, workingDirectory: checkout + "/.build") == above)
            #expect(WebFolder.find(configured: folder.path, executable: nil, workingDirectory: checkout) == nil)
        }
    }

    @Test func `a busy address is told to wait and pages and probes are not counted`() async throws {
        try await withGateway(settings: ["RATE_LIMIT": "2/h"]) { gateway in
            for _ in 0..<5 { #expect(try await gateway.fetch("/health/live").status == 200) }
            for _ in 0..<5 { #expect(try await gateway.fetch("/").status == 503) }
            #expect(try await gateway.fetch("/nowhere").status == 404)
            #expect(try await gateway.fetch("/nowhere").status == 404)
            let refused = try await gateway.fetch("/nowhere", method: "POST", body: .bytes([1, 2, 3]))
            #expect(refused.status == 429 && refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 1000)
            #expect(refused.headers["content-security-policy"] != nil)
        }
    }

    @Test func `another host name is misdirected and probes by address are not`() async throws {
        try await withGateway(settings: ["ALLOWED_HOSTS": "ttareungi.example"]) { gateway in
            #expect(try await gateway.fetch("/").status == 421)
            #expect(try await gateway.fetch("/health/live").status == 200)
            let named = try await gateway.raw(
                "GET / HTTP/1.1\r\nHost: ttareungi.example:8080\r\nConnection: close\r\n\r\n"
            )
            #expect(named.hasPrefix("HTTP/1.1 503"))
        }
    }

    @Test func `a preflight request is answered for listed origins`() async throws {
        try await withGateway(settings: ["CORS_ORIGINS": "https://app.example.org"]) { gateway in
            let headers: HTTPClientHeaders = [
                "Origin": "https://app.example.org", "Access-Control-Request-Method": "POST",
            ]
            let preflight = try await gateway.fetch("/api/chat", method: "OPTIONS", headers: headers)
            #expect(
                preflight.status == 204 && preflight.headers["access-control-allow-origin"] == "https://app.example.org"
            )
            #expect(preflight.headers["access-control-allow-methods"] == "OPTIONS, POST")
            // Errors too must be readable for the page.
            let down = try await gateway.fetch("/api/stations", headers: ["Origin": "https://app.example.org"])
            #expect(down.status == 502 && down.headers["access-control-allow-origin"] == "https://app.example.org")
        }
    }
}

private struct StatusDocument: Decodable {
    struct Service: Decodable {
        let name: String
        let status: String
        let version: String?
        let latency_ms: Double?
    }

    let status: String
    let services: [Service]
}

/// A folder of its own, gone afterwards.
func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}
