import Core
import HTTPTypes
import Logging
import NIOCore
import NIOHTTPTypes

/// Answers GET requests from a ``HotAnswerSource`` on the connection's event loop, and passes everything else on.
///
/// A list of all stations is one lookup and one write; the ordinary way costs it two hops between threads and several hundred
/// allocations. What the client sees is the same, request id included, and so are metrics and the access log.
final class HotPathHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let answers: any HotAnswerSource
    private let metrics: RequestMetrics
    private let drain: DrainState
    private let logger: Logger
    private let date = HTTPDateCache()
    private var requestIDs = RequestIDGenerator()
    /// Requests that went on and are not answered yet: an answer of ours would overtake theirs.
    private var requestsPassedOn = 0
    /// Whether the rest of the request that is coming in has been answered already.
    private var isSwallowing = false
    private var lastPassedOn = NIODeadline.now()
    /// The handler behind this one closes connections on which it has seen nothing for a minute, so it is shown a request in time.
    private static let longestSilence = TimeAmount.seconds(20)
    private static let requestIDName = HTTPField.Name(TraceHeaders.requestID)

    init(answers: any HotAnswerSource, metrics: RequestMetrics, drain: DrainState, logger: Logger) {
        self.answers = answers
        self.metrics = metrics
        self.drain = drain
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            if respond(to: request, context: context) {
                isSwallowing = true
                return
            }
            requestsPassedOn += 1
            lastPassedOn = .now()
        case .body where isSwallowing: return
        case .end where isSwallowing:
            isSwallowing = false
            return
        case .body, .end: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { requestsPassedOn -= 1 }
        context.write(data, promise: promise)
    }

    private func respond(to request: HTTPRequest, context: ChannelHandlerContext) -> Bool {
        let now = NIODeadline.now()
        drain.noteRequest()
        // A peer that does not read its answers is left to the ordinary way, which waits for it.
        guard requestsPassedOn == 0, !drain.isDraining, request.method == .get,
            request.headerFields[.connection] == nil,
            request.headerFields[.contentLength] == nil, request.headerFields[.transferEncoding] == nil,
            context.channel.isWritable, now - lastPassedOn < Self.longestSilence,
            let path = request.path, let hot = answers.hotAnswer(path: path)
        else { return false }
        let content = hot.answer.content(for: request.headerFields, head: hot.head, tag: hot.tag)
        let incoming = Self.requestIDName.flatMap { request.headerFields[$0] }
        let requestID = incoming.flatMap { RequestIdentity.isSane($0) ? $0 : nil } ?? requestIDs.next()
        write(content, requestID: requestID, context: context)
        let nanoseconds = (NIODeadline.now() - now).nanoseconds
        metrics.record(
            route: hot.route,
            method: request.method,
            status: content.status,
            duration: .nanoseconds(nanoseconds)
        )
        log(request, hot: hot, content: content, requestID: requestID, nanoseconds: nanoseconds)
        return true
    }

    private func write(_ content: PreparedContent, requestID: String, context: ChannelHandlerContext) {
        var headers = content.headers
        if let body = content.body { headers[.contentLength] = String(body.readableBytes) }
        headers[.date] = date.text(at: WallClock.realNow())
        if let name = Self.requestIDName { headers[name] = requestID }
        let head = HTTPResponse(status: content.status, headerFields: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body = content.body { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func log(
        _ request: HTTPRequest,
        hot: HotAnswer,
        content: PreparedContent,
        requestID: String,
        nanoseconds: Int64
    ) {
        guard logger.logLevel <= .info else { return }
        logger.info(
            "Request answered",
            metadata: [
                "http.method": .string(request.method.rawValue), "http.route": .string(hot.route),
                "http.status": .stringConvertible(content.status.code),
                "duration_ms": .stringConvertible(Double(nanoseconds) / 1e6),
                "bytes": .stringConvertible(content.body?.readableBytes ?? 0), "request.id": .string(requestID),
            ]
        )
    }
}
