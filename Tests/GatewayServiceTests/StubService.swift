import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Plays the services behind the gateway and remembers what reached it.
final class StubService: Sendable {
    struct Seen: Sendable {
        var requests: [String] = []
        var headers: [String: String] = [:]
        var bytesReceived = 0
        var hasClientLeft = false
    }

    private let state = Mutex(Seen())
    /// Lets the event stream end.
    private let gate = AsyncStream.makeStream(of: Void.self)

    var seen: Seen { state.withLock { $0 } }
    func endStream() { gate.continuation.finish() }

    private func note(_ request: Request) {
        state.withLock { state in
            state.requests.append("\(request.method.rawValue) \(request.head.path ?? "")")
            state.headers = [:]
            for field in request.headers { state.headers[field.name.canonicalName] = field.value }
            state.headers["host"] = request.head.authority
        }
    }

    var router: Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.get("/api/stations") { [self] request, _ in
            note(request)
            var fields: HTTPFields = [.connection: "x-internal", .server: "stub", .eTag: "\"1\""]
            if let name = HTTPField.Name("x-internal") { fields[name] = "secret" }
            let body = ResponseBody(byteBuffer: ByteBuffer(string: "stations"))
            return Response(status: .ok, headers: fields, body: body)
        }
        router.get("/api/districts") { [self] request, _ in
            note(request)
            return Response(
                status: .ok,
                headers: [.contentEncoding: "gzip"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: [0x1F, 0x8B, 1, 2, 3]))
            )
        }
        router.get("/api/accuracy") { _, _ in Response(status: .notModified, headers: [.eTag: "\"7\""]) }
        router.get("/api/predictions") { _, _ -> String in
            try await Task.sleep(for: .seconds(60))
            return "late"
        }
        router.post("/api/chat") { [self] request, _ -> String in
            note(request)
            return try await String(buffer: request.body.collect(upTo: 8 << 20))
        }
        router.post("/api/documents") { _, _ in Response(status: .unauthorized) }
        router.post("/api/board/posts/1/attachments") { [self] request, _ -> String in
            note(request)
            for try await piece in request.body {
                state.withLock { $0.bytesReceived += piece.readableBytes }
            }
            return String(seen.bytesReceived)
        }
        router.get("/gbfs/big") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    let piece = ByteBuffer(repeating: 0x61, count: 64 * 1024)
                    for _ in 0..<(Self.bigBytes / piece.readableBytes) { try await writer.write(piece) }
                    try await writer.finish(nil)
                }
            )
        }
        router.get("/gbfs/broken") { _, _ in
            Response(
                status: .ok,
                headers: [.contentLength: "1000"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw CancellationError()
                }
            )
        }
        router.get("/api/stream") { [self] request, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/event-stream"],
                body: ResponseBody { [self] writer in
                    try await writer.write(ByteBuffer(string: "event: stations\ndata: {}\n\n"))
                    do {
                        try await request.body.consumeWithCancellationOnInboundClose { [self] _ in
                            for await _ in gate.stream {}
                            try Task.checkCancellation()
                        }
                    } catch {
                        state.withLock { $0.hasClientLeft = true }
                        throw error
                    }
                    try await writer.finish(nil)
                }
            )
        }
        router.get("/health") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody(
                    byteBuffer: ByteBuffer(
                        string:
                            #"{"status":"UP","version":"9.9","uptime_seconds":5,"components":{"redis":{"status":"UP"}}}"#
                    )
                )
            )
        }
        router.get("/secret") { [self] request, _ -> String in
            note(request)
            return "secret"
        }
        router.get("/api/board/**") { [self] request, _ -> String in
            note(request)
            return "board"
        }
        router.get("/openapi.json") { _, _ in
            #"{"openapi":"3.1.0","paths":{"/api/stations":{"get":{"summary":"s"}},"/health":{"get":{}}},"components":{"schemas":{"P":{"type":"object"}}}}"#
        }
        return router
    }

    static let bigBytes = 64 << 20
}
