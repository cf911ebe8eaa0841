import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what the HTTP parser refuses with a problem document, then closes the connection.
final class ProtocolErrorHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let metrics: RequestMetrics
    /// Requests whose answer has not been written; while there are any, an answer of ours would cut into theirs.
    private var requestsInProgress = 0
    private var hasAnswered = false

    init(metrics: RequestMetrics) {
        self.metrics = metrics
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { requestsInProgress += 1 }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { requestsInProgress -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !hasAnswered else { return }
        // Input that ends too early is no request to answer: its sender has gone, or this side is closing.
        let isEnd = (error as? HTTPParserError) == .invalidEOFState
        guard requestsInProgress == 0, !isEnd, !(error is IOError), !(error is ChannelError) else {
            return context.fireErrorCaught(error)
        }
        hasAnswered = true
        let problem =
            (error as? HTTPParserError).map(Problem.malformed)
            ?? Problem(.badRequest, detail: "The request is not well-formed HTTP.", headers: [.connection: "close"])
        metrics.countProtocolError(problem.status)
        answer(problem, context: context)
    }

    private func answer(_ problem: Problem, context: ChannelHandlerContext) {
        let identity = RequestIdentity()
        let details = ProblemDetails(problem, requestUUID: identity.uuid)
        var head = details.response.head
        if let name = HTTPField.Name(TraceHeaders.requestID) {
            head.headerFields[name] = identity.id
        }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: details.json))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Closing at once while the client still sends would reset the connection under the answer.
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(1)) {
            channel.close(promise: nil)
        }
    }
}
