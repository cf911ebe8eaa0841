import HTTPTypes
import Hummingbird
import Metrics
import ServiceKit
import Synchronization

/// Times requests under the name and labels that Spring Boot's dashboards know: `http_server_requests_seconds`.
struct SpringMetricsMiddleware: RouterMiddleware {
    typealias Context = AppRequestContext

    let metrics: SpringRequestMetrics

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        do {
            let response = try await next(request, context)
            record(request, context, response.status, start)
            return response
        } catch {
            record(request, context, Self.status(of: error), start)
            throw error
        }
    }

    private func record(
        _ request: Request,
        _ context: Context,
        _ status: HTTPResponse.Status,
        _ start: ContinuousClock.Instant
    ) {
        metrics.record(
            method: request.method,
            uri: context.endpointPath ?? "NotFound",
            status: status,
            duration: ContinuousClock.now - start
        )
    }

    private static func status(of error: any Error) -> HTTPResponse.Status {
        switch error {
        case let problem as Problem: problem.status
        case let error as any HTTPResponseError: error.status
        case is DecodingError: .badRequest
        default: .internalServerError
        }
    }
}

/// The series of ``SpringMetricsMiddleware``, made once each.
final class SpringRequestMetrics: Sendable {
    private struct Key: Hashable {
        let method: HTTPRequest.Method
        let uri: String
        let status: Int
    }

    private let registry: PrometheusRegistry
    private let timers = Mutex<[Key: Timer]>([:])

    init(registry: PrometheusRegistry) {
        self.registry = registry
        registry.describe("http_server_requests_seconds", "Time to answer a request, under Spring Boot's name.")
    }

    func record(method: HTTPRequest.Method, uri: String, status: HTTPResponse.Status, duration: Duration) {
        let key = Key(method: method, uri: uri, status: status.code)
        let timer = timers.withLock { timers in
            if let timer = timers[key] { return timer }
            let timer = Timer(
                label: "http.server.requests",
                dimensions: [
                    ("method", method.rawValue), ("uri", uri == "NotFound" ? "NOT_FOUND" : uri),
                    ("status", String(status.code)), ("outcome", Self.outcome(status)),
                ],
                factory: registry
            )
            timers[key] = timer
            return timer
        }
        timer.record(duration: duration)
    }

    private static func outcome(_ status: HTTPResponse.Status) -> String {
        switch status.kind {
        case .informational: "INFORMATIONAL"
        case .successful: "SUCCESS"
        case .redirection: "REDIRECTION"
        case .clientError: "CLIENT_ERROR"
        default: "SERVER_ERROR"
        }
    }
}
