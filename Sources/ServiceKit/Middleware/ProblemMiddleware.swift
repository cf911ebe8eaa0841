import HTTPTypes
import Hummingbird
import Logging

/// Turns every error of the handlers, unknown paths and wrong methods into problem details.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = AppRequestContext

    let routes: RouteTable
    /// Longest request target, bytes.
    let maximumTargetLength: Int

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            if let target = request.head.path, target.utf8.count > maximumTargetLength {
                throw Problem.uriTooLong(limit: maximumTargetLength)
            }
            return try await next(request, context)
        } catch {
            let problem = problem(for: error, request: request, context: context)
            return ProblemDetails(problem, requestUUID: context.identity.uuid).response
        }
    }

    private func problem(for error: any Error, request: Request, context: Context) -> Problem {
        if context.endpointPath == "NotFound", (error as? HTTPError)?.status == .notFound {
            let allowed = routes.methods(of: request.uri.path)
            return allowed.isEmpty ? .notFound("There is nothing at this path.") : .methodNotAllowed(allow: allowed)
        }
        guard let problem = Problem(mapping: error) else {
            context.logger.error(
                "Request failed",
                metadata: ["error": "\(error)", "error.type": "\(type(of: error))"]
            )
            return .internalError
        }
        if problem.status.kind == .serverError {
            context.logger.warning(
                "Request refused",
                metadata: ["problem.status": "\(problem.status.code)", "problem.detail": "\(problem.detail ?? "")"]
            )
        }
        return problem
    }
}
