import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing
import Tracing

@Suite
struct TracingTests {
    private static let traceID = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "00-\(traceID)-b7ad6b7169203331-01"

    @Test func `a valid parent is taken over and its child keeps the trace`() throws {
        let context = try #require(TraceContext(traceparent: Self.parent, tracestate: "a=1"))
        #expect(context.traceID == Self.traceID)
        #expect(context.traceparent == Self.parent)
        let child = context.child()
        #expect(child.traceID == Self.traceID)
        #expect(child.spanID != context.spanID)
        #expect(child.state == "a=1")
        #expect(TraceContext(traceparent: child.traceparent) != nil)
    }

    @Test(arguments: [
        "", "garbage", "00-\(traceID)-b7ad6b7169203331", "00-\(traceID)-b7ad6b7169203331-0",
        "ff-\(traceID)-b7ad6b7169203331-01", "00-\(traceID)-b7ad6b7169203331-01-extra",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-\(traceID)-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-\(traceID)-b7ad6b716920333g-01",
        "0x-\(traceID)-b7ad6b7169203331-01", "00_\(traceID)_b7ad6b7169203331_01",
    ])
    func `an invalid parent is refused`(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test func `a later version may carry more fields`() {
        #expect(
            TraceContext(traceparent: "cc-\(Self.traceID)-b7ad6b7169203331-01-what-the-future")?.traceID == Self.traceID
        )
        #expect(TraceContext(traceparent: "cc-\(Self.traceID)-b7ad6b7169203331-01.what") == nil)
    }

    private func callees(_ headers: HTTPFields) async throws -> (headers: [String: String], answer: HTTPFields) {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        let seen = Mutexed<[String: String]>([:])
        router.get("/") { _, _ in
            seen.set(Dictionary(TraceHeaders.current.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
            return "ok"
        }
        let answer = try await runtime.makeApplication(router: router).test(.router) { client in
            try await client.execute(uri: "/", method: .get, headers: headers) { $0.headers }
        }
        return (seen.get, answer)
    }

    @Test func `the caller's trace and request id reach the callees`() async throws {
        let (seen, answer) = try await callees([try .traceparent: Self.parent, try .requestID: "ticket_7.a-B"])
        let trace = try #require(TraceContext(traceparent: seen["traceparent"] ?? ""))
        #expect(trace.traceID == Self.traceID)
        #expect(trace.spanID != "b7ad6b7169203331")
        #expect(seen["x-request-id"] == "ticket_7.a-B")
        #expect(answer[try .requestID] == "ticket_7.a-B")
    }

    @Test func `without a valid parent a new trace starts`() async throws {
        let (seen, _) = try await callees([try .traceparent: "00-zz-yy-01"])
        let trace = try #require(TraceContext(traceparent: seen["traceparent"] ?? ""))
        #expect(trace.traceID != Self.traceID)
    }

    @Test(arguments: ["", "has space", "semi;colon", "ünïcode", String(repeating: "a", count: 129)])
    func `a request id that is not sane is replaced by a UUID`(id: String) async throws {
        let (_, answer) = try await callees([try .requestID: id])
        let given = try #require(answer[try .requestID])
        #expect(given != id)
        #expect(given.count == 36)
    }

    @Test func `outside a request there is nothing to pass on and spans start a trace`() {
        #expect(TraceHeaders.current.isEmpty)
        let span = TraceContextTracer().startSpan("job")
        #expect(span.context.trace != nil)
    }
}
