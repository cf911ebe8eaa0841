import Hummingbird
import Logging
import ServiceKit

/// Turns failures of the database and the object store into problems that say whether asking again helps.
struct FailureMiddleware: RouterMiddleware {
    typealias Context = AppRequestContext

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            guard let problem = Problem.unavailable(because: error) else { throw error }
            context.logger.warning(
                "A store did not do its part",
                metadata: ["error": "\(error)", "error.type": "\(type(of: error))"]
            )
            throw problem
        }
    }
}
