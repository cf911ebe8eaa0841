import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// `POST /api/chat`: an answer as JSON, or as server-sent events where the client takes them.
struct ChatController {
    let assistant: Assistant
    let catalog: PassageCatalog
    let gate: ChatGate
    let admin: AdminGuard
    let clock: WallClock
    let metrics: RAGMetrics?
    /// Real time between two comments on a stream that has nothing to say.
    var heartbeat: Duration = .seconds(10)

    func addRoutes(to router: Router<AppRequestContext>) {
        router.post("/api/chat", use: chat)
    }

    @Sendable
    private func chat(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard Self.isJSON(request.headers[.contentType]) else {
            throw Problem.unsupportedMediaType("Send the question as application/json.")
        }
        let bytes = Array(try await request.collectBody(limit: ChatBody.byteLimit).readableBytesView)
        let body = try ChatBody(bytes, facts: catalog.facts)
        let showsTrace = body.debug && admin.admits(request)
        if Self.wantsEvents(request.headers[.accept]) { return try stream(body.ask, showsTrace: showsTrace, context) }
        let answer = try await gate.enter { await timed(body.ask) { _ in } }
        let json = AnswerJSON(answer: answer, clock: clock, showsTrace: showsTrace).bytes
        return .json(json, headers: [.cacheControl: "no-store"])
    }

    private func timed(_ ask: ChatAsk, emit: @Sendable (String) async -> Void) async -> Answer {
        let start = ContinuousClock.now
        let answer = await assistant.answer(ask, emit: emit)
        metrics?.answered(answer, in: ContinuousClock.now - start)
        return answer
    }

    private func stream(_ ask: ChatAsk, showsTrace: Bool, _ context: AppRequestContext) throws -> Response {
        // A full house is told by a status, which has to be known before the body begins.
        if gate.isFull { throw ChatGate.full }
        var headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
        // nginx passes the events on one by one.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        let (clock, requestID) = (clock, context.identity.uuid)
        let answers = ChatStream(heartbeat: heartbeat) { emit in
            try await gate.enter { await timed(ask, emit: emit) }
        }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await answers.write(to: &writer) { answer in
                    AnswerJSON(answer: answer, clock: clock, showsTrace: showsTrace).bytes
                } problem: { problem in
                    ProblemDetails(problem, requestUUID: requestID).json
                }
                try await writer.finish(nil)
            }
        )
    }

    static func isJSON(_ contentType: String?) -> Bool {
        let media = contentType?.split(separator: ";").first.map { String($0).trimmingASCIISpaces().lowercased() }
        return media == "application/json"
    }

    /// Whether `Accept` names event streams, and not only as something it would rather not have.
    static func wantsEvents(_ accept: String?) -> Bool {
        (accept ?? "").lowercased().split(separator: ",").contains { part in
            let pieces = part.split(separator: ";").map { String($0).trimmingASCIISpaces() }
            return pieces.first == "text/event-stream" && !pieces.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" }
        }
    }
}
