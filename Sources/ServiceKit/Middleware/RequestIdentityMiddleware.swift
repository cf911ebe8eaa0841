import HTTPTypes
import Hummingbird
import Logging
import Tracing

/// Gives every request its ids: request id, trace, and a logger that carries them; echoes `x-request-id`.
struct RequestIdentityMiddleware: RouterMiddleware {
    typealias Context = AppRequestContext

    private static let requestIDHeader = HTTPField.Name(TraceHeaders.requestID)
    private let tracer = TraceContextTracer()
    let drain: DrainState

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        drain.noteRequest()
        var trace = InstrumentationContext.topLevel
        tracer.extract(request.headers, into: &trace, using: HeaderExtractor())
        var context = context
        context.identity = RequestIdentity(incoming: trace.requestID)
        trace.requestID = context.identity.id
        let span = tracer.startSpan(request.method.rawValue, context: trace, ofKind: .server)

        context.logger[metadataKey: "request.id"] = .string(context.identity.id)
        if context.identity.uuid != context.identity.id {
            context.logger[metadataKey: "request.uuid"] = .string(context.identity.uuid)
        }
        if let traceID = span.context.trace?.traceID {
            context.logger[metadataKey: "trace_id"] = .string(traceID)
        }
        let identified = context
        var response = try await InstrumentationContext.$current.withValue(span.context) {
            try await withLogger(identified.logger) { _ in
                try await next(request, identified)
            }
        }
        if let name = Self.requestIDHeader {
            response.headers[name] = identified.identity.id
        }
        if drain.isDraining { response.headers[.connection] = "close" }
        // Also for answers that no GET handler made, such as problems: a HEAD answer has no body.
        return request.method == .head ? response.createHeadResponse() : response
    }
}

private struct HeaderExtractor: Extractor {
    func extract(key: String, from headers: HTTPFields) -> String? {
        HTTPField.Name(key).flatMap { headers[$0] }
    }
}
