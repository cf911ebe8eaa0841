import HTTPTypes
package import Hummingbird
import Logging
package import ServiceKit
import Synchronization

/// The rules of the public port: hosts, rates, other origins, and the headers of every answer.
package final class EdgeMiddleware: RouterMiddleware {
    package typealias Context = AppRequestContext

    private let table: RouteTable
    private let hosts: HostRules
    private let cors: CORSPolicy
    private let forwarding: ForwardingRules
    private let limiter: Mutex<RateLimiter?>
    private let isLimiting: Bool
    private let metrics: GatewayMetrics

    package init(table: RouteTable, configuration: GatewayConfiguration, metrics: GatewayMetrics) {
        self.table = table
        hosts = HostRules(configuration.allowedHosts)
        cors = CORSPolicy(origins: configuration.corsOrigins)
        forwarding = ForwardingRules(trusted: configuration.trustedProxies)
        limiter = Mutex(configuration.rateLimit.map { RateLimiter($0) })
        isLimiting = configuration.rateLimit != nil
        self.metrics = metrics
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await answer(request, context, next)
            decorate(&response.headers, for: request)
            return response
        } catch {
            // The problem is written further out; it takes the headers along.
            var problem = problem(for: error, request: request, context: context)
            if request.hasBody, Self.isUnread(error) {
                await request.body.refuse()
                problem.headers[.connection] = "close"
            }
            decorate(&problem.headers, for: request)
            throw problem
        }
    }

    private func answer(
        _ request: Request,
        _ context: Context,
        _ next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        // The router reads `//health` as `/health`; who guards a path in front of us may not.
        guard RequestTarget(request.head.path ?? "") != nil else { throw HTTPError(.notFound) }
        if !Self.isProbe(request.uri.path) {
            do {
                try check(request, context)
            } catch {
                throw Refusal(problem: error)
            }
            if request.method == .options, let answer = options(request) { return answer }
        }
        return try await next(request, context)
    }

    private func check(_ request: Request, _ context: Context) throws(Problem) {
        guard hosts.allows(request.head.authority) else {
            metrics.rejected("host")
            throw Problem(.misdirectedRequest, detail: "This host name is not served here.")
        }
        guard isLimiting, Self.isLimited(request.uri.path) else { return }
        let client = forwarding.client(
            peer: context.remoteAddress,
            fields: request.headers,
            authority: request.head.authority
        )
        guard let address = client.address else { return }
        if let wait = limiter.withLock({ $0?.admit(address, now: .now) ?? nil }) {
            metrics.rejected("rate")
            throw Problem.tooManyRequests(
                "Too many requests from this address.",
                retryAfter: max(1, Int((wait / .seconds(1)).rounded(.up)))
            )
        }
    }

    /// The gateway knows every path's methods and does not ask the services.
    private func options(_ request: Request) -> Response? {
        guard let target = RequestTarget(request.head.path ?? "") else { return nil }
        let methods = table.methods(of: target)
        guard !methods.isEmpty else { return nil }
        var fields: HTTPFields = [.allow: methods.joined(separator: ", ")]
        if let preflight = cors.preflight(for: request.headers, methods: methods) {
            fields.append(contentsOf: preflight)
        }
        return Response(status: .noContent, headers: fields)
    }

    private func decorate(_ fields: inout HTTPFields, for request: Request) {
        SecurityHeaders.add(to: &fields)
        cors.decorate(&fields, for: request.headers)
    }

    private func problem(for error: any Error, request: Request, context: Context) -> Problem {
        switch error {
        case let problem as Problem:
            return problem
        case let convertible as any ProblemConvertible:
            return convertible.problem
        case let error as HTTPError where error.status == .notFound:
            let methods = RequestTarget(request.head.path ?? "").map(table.methods) ?? []
            return methods.isEmpty ? .notFound("There is nothing at this path.") : .methodNotAllowed(allow: methods)
        case is CancellationError:
            return .unavailable("The request was given up because the gateway stops.", retryAfter: 5)
        default:
            context.logger.error(
                "Request failed",
                metadata: ["error": "\(error)", "error.type": "\(type(of: error))"]
            )
            return .internalError
        }
    }

    /// Whether the request was turned away before anybody looked at its body.
    private static func isUnread(_ error: any Error) -> Bool {
        error is Refusal || (error as? HTTPError)?.status == .notFound
    }

    /// Probes come from the machine itself and by address.
    private static func isProbe(_ path: String) -> Bool {
        path == "/metrics" || path == "/health" || path.hasPrefix("/health/")
    }

    private static func isLimited(_ path: String) -> Bool {
        !(path == "/" || path.hasPrefix("/assets/"))
    }
}

/// A request that breaks a rule of the edge.
private struct Refusal: ProblemConvertible {
    let problem: Problem
}
