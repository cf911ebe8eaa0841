import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceKit

/// What the gateway answers itself: web pages, status, description, health, metrics. An ordinary router does it.
struct LocalResponder: Sendable {
    private let responder: any HTTPResponder<AppRequestContext>
    private let logger: Logger

    init(_ responder: any HTTPResponder<AppRequestContext>, logger: Logger) {
        self.responder = responder
        self.logger = logger
    }

    /// The answer to a request without a body, collected.
    func answer(_ head: HTTPRequest, channel: any Channel) async -> (head: HTTPResponse, body: ByteBuffer) {
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let context = AppRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        do {
            let response = try await responder.respond(to: request, context: context)
            let collector = BodyCollector()
            try await response.body.write(collector)
            return (response.head, collector.bytes)
        } catch {
            logger.error("Request failed", metadata: ["error": "\(error)"])
            let details = ProblemDetails(.internalError, requestUUID: RequestIdentity().uuid)
            return (details.response.head, ByteBuffer(bytes: details.json))
        }
    }
}

/// Takes a body that is small and in memory.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var bytes = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws { bytes.writeImmutableBuffer(buffer) }

    func write(contentsOf buffers: some Sequence<ByteBuffer>) async throws {
        for buffer in buffers { bytes.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
