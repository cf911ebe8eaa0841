import Curl
import Foundation
import TestSupport
import Testing

extension IntegrationTests {
    @Suite struct BadInputTests {
        struct Case: Sendable {
            let method: String
            let path: String
            let status: Int
        }

        static let cases = [
            Case(method: "GET", path: "/api/stations?near=x", status: 400),
            Case(method: "GET", path: "/api/stations?bbox=1,2,3", status: 400),
            Case(method: "GET", path: "/api/stations?fields=", status: 400),
            Case(method: "GET", path: "/api/stations?limit=0", status: 400),
            Case(method: "GET", path: "/api/stations?near=nan,inf", status: 400),
            Case(method: "GET", path: "/api/stations/%00", status: 404),
            Case(method: "GET", path: "/api/stations/ST-0", status: 404),
            Case(method: "GET", path: "/api/stations/ST-0/history", status: 404),
            Case(method: "GET", path: "/api/predictions?minutes=7", status: 400),
            Case(method: "GET", path: "/api/predictions/ST-0", status: 404),
            Case(method: "GET", path: "/api/nothing", status: 404),
            Case(method: "GET", path: "/gbfs/9.9/gbfs.json", status: 404),
            Case(method: "POST", path: "/api/chat", status: 415),
            Case(method: "POST", path: "/api/board/posts", status: 401),
            Case(method: "GET", path: "/api/board/posts?limit=0", status: 400),
            Case(method: "POST", path: "/ai/retrain", status: 403),
            Case(method: "GET", path: "/../etc/passwd", status: 404),
        ]

        @Test func `bad input is answered with problem details, never with a 500 or a crash`() async throws {
            let suite = try await SuiteFixture()
            let services = try await suite.startAll()
            let gateway = services.gateway
            for probe in Self.cases {
                let answer = try await gateway.send(probe.method, probe.path)
                #expect(answer.status == probe.status, "\(probe)")
                #expect(answer.headers["Content-Type"]?.hasPrefix("application/problem+json") == true, "\(probe)")
                let problem = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
                #expect(problem?["status"] as? Int == probe.status, "\(probe)")
            }
            let long: HTTPClientHeaders = ["X-Long": String(repeating: "a", count: 100_000)]
            for service in services.all {
                #expect(try await service.get("/health/live", headers: long).status == 431, "\(service.name)")
            }
            let large = [UInt8](repeating: UInt8(ascii: " "), count: 3 << 20)
            #expect(try await gateway.send("POST", "/api/chat", body: large).status == 413)
            for service in services.all {
                try await waitUntil("\(service.name) is well") { try await service.get("/health").status == 200 }
                try await service.stop()
            }
        }
    }
}
