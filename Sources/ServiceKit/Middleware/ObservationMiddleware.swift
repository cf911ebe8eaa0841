import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Counts and times every request, and writes its line of the access log.
///
/// Takes the place of Hummingbird's `MetricsMiddleware`, whose gauge of active requests never comes down after a HEAD
/// request, and which turns each buffered body into a stream.
struct ObservationMiddleware: RouterMiddleware {
    typealias Context = AppRequestContext

    let metrics: RequestMetrics

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let observation = RequestObservation(request: request, context: context, metrics: metrics)
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            observation.finish(status: .internalServerError, bytes: 0)
            throw error
        }
        let status = response.status
        if let length = response.body.contentLength {
            observation.finish(status: status, bytes: length)
        } else if request.method == .head {
            observation.finish(status: status, bytes: 0)
        } else {
            let body = response.body
            response.body = ResponseBody { writer in
                // A client that leaves makes the write throw; the observation then ends with the status that was sent.
                defer { observation.finish(status: status, bytes: nil) }
                try await body.write(writer)
            }
        }
        return response
    }
}
