import Foundation
import Hummingbird
import NIOCore
import Testing

/// What is written straight to sockets, in turns of the loop with few and with many events.
@Suite(.timeLimit(.minutes(3)))
struct SendingTests {
    private static let clients = 200
    private static let requestsEach = 5

    /// From a few bytes to more than the kernel takes at once; tells whose it is at every place.
    private static func body(_ id: String) -> String {
        let sizes = [10, 2_000, 20_000, 500, 600_000]
        let number = id.utf8.reduce(0) { $0 + Int($1) }
        return String(repeating: "\(id);", count: sizes[number % sizes.count] / (id.utf8.count + 1) + 1)
    }

    private static func ids(of client: Int) -> [String] {
        (0..<requestsEach).map { "\(client)-\($0)" }
    }

    /// All answers on one connection, without their heads.
    private static func bodies(in text: String) -> [String] {
        text.components(separatedBy: "HTTP/1.1 200 OK\r\n").dropFirst().map { answer in
            String(answer[(answer.range(of: "\r\n\r\n")?.upperBound ?? answer.endIndex)...])
        }
    }

    @Test func `of many clients at once each gets its own answers, whole and in order`() async throws {
        let router = Router()
        router.get("/api/stations/{id}") { _, context in Self.body(try context.parameters.require("id")) }
        try await withUpstream(router) { upstream in
            try await withGateway(upstream: upstream) { gateway in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for client in 0..<Self.clients {
                        group.addTask {
                            let requests = Self.ids(of: client).map { id in
                                let close = id.hasSuffix("-\(Self.requestsEach - 1)") ? "Connection: close\r\n" : ""
                                return "GET /api/stations/\(id) HTTP/1.1\r\nHost: a\r\n\(close)\r\n"
                            }
                            let text = try await gateway.raw(requests.joined())
                            return Self.bodies(in: text) == Self.ids(of: client).map(Self.body)
                        }
                    }
                    var whole = 0
                    for try await isWhole in group where isWhole { whole += 1 }
                    #expect(whole == Self.clients)
                }
            }
        }
    }
}
