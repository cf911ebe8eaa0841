import Curl
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// A service's answer on its way to the client.
struct ProxyResponse: Sendable {
    let response: HTTPClientResponse
    let route: ProxyRoute
    let metrics: GatewayMetrics
    let logger: Logger

    /// The answer as the server takes it; its body is pulled from the service as fast as the client reads.
    func make(for request: Request) -> Response {
        let status = HTTPResponse.Status(code: response.status)
        var fields = ProxyHeaders.response(response.headers)
        guard request.method != .head, response.status != 204, response.status != 304 else {
            return Response(status: status, headers: fields)
        }
        guard isEventStream else {
            let length = fields[.contentLength].flatMap(Int.init)
            return Response(
                status: status,
                headers: fields,
                body: ResponseBody(contentLength: length) { writer in
                    try await pass(response.body, to: &writer)
                    try await writer.finish(nil)
                }
            )
        }
        // Proxies before us must not collect events; the connection is watched for its end and cannot be used again.
        fields[.accelBuffering] = "no"
        fields[.connection] = "close"
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-cache" }
        return Response(
            status: status,
            headers: fields,
            body: ResponseBody { writer in
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await pass(response.body.cancelOnGracefulShutdown(), to: &writer)
                }
                try await writer.finish(nil)
            }
        )
    }

    private var isEventStream: Bool {
        response.headers["content-type"].map { $0.lowercased().hasPrefix("text/event-stream") } ?? false
    }

    @concurrent
    private func pass<Pieces: AsyncSequence>(
        _ pieces: Pieces,
        to writer: inout any ResponseBodyWriter
    ) async throws where Pieces.Element == [UInt8] {
        do {
            for try await piece in pieces {
                try await writer.write(ByteBuffer(bytes: piece))
            }
        } catch let error as HTTPClientError where error.code != .cancelled {
            let failure = UpstreamFailure(error, service: route.service)
            metrics.failed(route.service, kind: error.code == .truncated ? "truncated" : failure.kind)
            logger.notice(
                "Upstream broke off its answer",
                metadata: ["upstream": .string(route.service.rawValue), "error": .string(error.description)]
            )
            throw error
        }
    }
}
