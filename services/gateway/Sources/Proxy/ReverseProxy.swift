package import Curl
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
package import ServiceKit

/// Passes a request on to its service and the answer back, both piece by piece.
package struct ReverseProxy: Sendable {
    /// Event streams have a client of their own: however many are open, other requests find a connection.
    private let clients: (requests: HTTPClient, streams: HTTPClient)
    private let table: RouteTable
    private let upstreams: Upstreams
    private let limits: ProxyLimits
    private let forwarding: ForwardingRules
    private let metrics: GatewayMetrics

    package init(
        requests: HTTPClient,
        streams: HTTPClient,
        table: RouteTable,
        upstreams: Upstreams,
        limits: ProxyLimits,
        forwarding: ForwardingRules,
        metrics: GatewayMetrics
    ) {
        clients = (requests, streams)
        self.table = table
        self.upstreams = upstreams
        self.limits = limits
        self.forwarding = forwarding
        self.metrics = metrics
    }

    /// Adds the table's paths to the router; each request is looked up in the table once more, by the strict rules.
    package func addRoutes(to router: Router<AppRequestContext>) {
        for route in table.templates {
            for method in route.methods {
                router.on(RouterPath(route.pattern), method: method) { request, context in
                    try await handle(request, context)
                }
            }
        }
    }

    private func handle(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard let target = RequestTarget(request.head.path ?? ""), let route = table.route(of: target),
            route.answers(request.method)
        else { throw HTTPError(.notFound) }
        let client = forwarding.client(
            peer: context.remoteAddress,
            fields: request.headers,
            authority: request.head.authority
        )
        let outgoing = HTTPClientRequest(
            method: request.method.rawValue,
            url: target.text,
            headers: ProxyHeaders.request(request.headers, adding: client.headers + TraceHeaders.current),
            timeout: nil,
            headTimeout: limits.headTimeout(for: route),
            idleTimeout: limits.idleTimeout
        )
        do {
            let response = try await exchange(outgoing, for: request, on: route)
            return ProxyResponse(response: response, route: route, metrics: metrics, logger: context.logger)
                .make(for: request)
        } catch let failure as UpstreamFailure {
            var problem = failure.problem
            // What is left of the body has not been read.
            if request.hasBody { problem.headers[.connection] = "close" }
            throw problem
        }
    }

    private func exchange(
        _ outgoing: HTTPClientRequest,
        for request: Request,
        on route: ProxyRoute
    ) async throws -> HTTPClientResponse {
        guard request.hasBody else {
            var outgoing = outgoing
            if request.headers[.contentLength] != nil, request.method != .head { outgoing.body = .bytes([]) }
            return try await sendToAny(outgoing, on: route)
        }
        let upload = RequestUpload(
            body: request.body,
            length: request.headers[.contentLength].flatMap(Int.init),
            limit: limits.bodyBytes(for: route)
        )
        return try await upload.run { body in
            var outgoing = outgoing
            outgoing.body = body
            return try await send(outgoing, on: route, tried: []).response.get()
        }
    }

    /// Requests without a body are taken to the next instance when one cannot be reached.
    private func sendToAny(_ outgoing: HTTPClientRequest, on route: ProxyRoute) async throws -> HTTPClientResponse {
        var tried: Set<Int> = []
        while true {
            let attempt = try await send(outgoing, on: route, tried: tried)
            guard case .failure(let failure) = attempt.response, failure.isUnreachable, tried.count < 2,
                tried.insert(attempt.index).inserted, upstreams.hasOther(route.service, than: tried)
            else { return try attempt.response.get() }
        }
    }

    private func send(
        _ outgoing: HTTPClientRequest,
        on route: ProxyRoute,
        tried: Set<Int>
    ) async throws -> (index: Int, response: Result<HTTPClientResponse, UpstreamFailure>) {
        guard let instance = upstreams.next(route.service, excluding: tried) else {
            throw Problem.badGateway("\(route.service.rawValue) has no address.")
        }
        var outgoing = outgoing
        outgoing.url = instance.url + outgoing.url
        do {
            let client = route.pace == .stream ? clients.streams : clients.requests
            let response = try await client.send(outgoing)
            upstreams.answered(route.service, instance.index)
            metrics.answered(route.service, status: response.status, after: response.timing.firstByte)
            return (instance.index, .success(response))
        } catch {
            // The client's own doing; it is told by who read the body.
            if error.code == .requestBodyFailed { throw error }
            let failure = UpstreamFailure(error, service: route.service)
            if failure.isUnreachable { upstreams.unreachable(route.service, instance.index) }
            metrics.failed(route.service, kind: failure.kind)
            // What the client is told is logged with its answer; this is the reason behind it.
            Logger.current.debug(
                "Upstream gave no answer",
                metadata: ["upstream": .string(route.service.rawValue), "error": .string(error.description)]
            )
            return (instance.index, .failure(failure))
        }
    }
}
