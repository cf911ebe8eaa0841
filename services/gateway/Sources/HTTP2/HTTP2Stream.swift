import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request of a client that speaks HTTP/2, in HTTP/1.1 to the ``ClientConnection`` behind it, and its answer back: so
/// that every rule of the edge exists once.
final class HTTP2Stream: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let worker: EdgeWorker
    private var framing: BodyFraming?
    /// Of a body with a length: bytes still to come.
    private var remaining = 0
    private var isRequestWhole = false
    private var answer = HTTP2AnswerReader(isToHead: false)
    /// Bytes of the answer's body that have not left.
    private(set) var bufferedBytes = 0
    /// The answer's last frame has been written, and has left.
    private var isAnswerWritten = false
    private var isAnswerSent = false
    private var isClosing = false
    private var isReset = false
    private var deadline: Scheduled<Void>?

    init(worker: EdgeWorker) {
        self.worker = worker
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    // MARK: Request

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isReset else { return }
        switch unwrapInboundIn(data) {
        case .headers(let block) where framing == nil: begin(context, block.headers, isLast: block.endStream)
        case .headers(let block): endBody(context, trailers: block.headers)
        case .data(let part):
            guard case .byteBuffer(let bytes) = part.data else { return }
            takeBody(context, bytes)
            if part.endStream { endBody(context, trailers: nil) }
        default: break
        }
    }

    private func begin(_ context: ChannelHandlerContext, _ headers: HPACKHeaders, isLast: Bool) {
        do {
            let head = try HTTP2RequestHead(headers, hasBody: !isLast)
            framing = head.framing
            if case .length(let length) = head.framing { remaining = length }
            answer = HTTP2AnswerReader(isToHead: head.isToHead)
            isRequestWhole = isLast
            context.fireChannelRead(wrapInboundOut(head.bytes))
        } catch {
            refuse(context)
        }
    }

    private func takeBody(_ context: ChannelHandlerContext, _ piece: ByteBuffer) {
        guard piece.readableBytes > 0, !isReset else { return }
        switch framing {
        case .chunked: context.fireChannelRead(wrapInboundOut(piece.asChunk(worker.allocator)))
        case .length where piece.readableBytes <= remaining:
            remaining -= piece.readableBytes
            context.fireChannelRead(wrapInboundOut(piece))
        // What is longer than it said would be read as the next request.
        default: refuse(context)
        }
    }

    private func endBody(_ context: ChannelHandlerContext, trailers: HPACKHeaders?) {
        guard !isReset else { return }
        isRequestWhole = true
        guard framing == .chunked else {
            if remaining > 0 { refuse(context) }
            return
        }
        var end = worker.allocator.buffer(capacity: 64)
        end.writeStaticString("0\r\n")
        if let trailers {
            guard let lines = HTTP2RequestHead.trailerLines(trailers) else { return refuse(context) }
            end.writeImmutableBuffer(lines)
        } else {
            end.writeStaticString("\r\n")
        }
        context.fireChannelRead(wrapInboundOut(end))
    }

    /// No request: an answer would say too much (RFC 9113, 8.1.1).
    private func refuse(_ context: ChannelHandlerContext) {
        worker.edge.metrics.rejected("malformed")
        reset(context, .protocolError)
    }

    private func reset(_ context: ChannelHandlerContext, _ code: HTTP2ErrorCode) {
        guard !isReset else { return }
        isReset = true
        deadline?.cancel()
        context.writeAndFlush(wrapOutboundOut(.rstStream(code)), promise: nil)
    }

    // MARK: Answer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        defer { promise?.succeed() }
        guard !isReset, !isAnswerWritten else { return }
        answer.take(unwrapOutboundIn(data))
        do {
            while let event = try answer.next() { send(context, event) }
        } catch {
            reset(context, .internalError)
        }
    }

    private func send(_ context: ChannelHandlerContext, _ event: HTTP2AnswerReader.Event) {
        switch event {
        case .informational(let headers): send(context, .headers(.init(headers: headers)), bytes: 0, isLast: false)
        case .head(let headers, let isLast):
            send(context, .headers(.init(headers: headers, endStream: isLast)), bytes: 0, isLast: isLast)
        case .data(let piece, let isLast):
            let frame = HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(piece), endStream: isLast))
            send(context, frame, bytes: piece.readableBytes, isLast: isLast)
        case .end(let trailers?):
            send(context, .headers(.init(headers: trailers, endStream: true)), bytes: 0, isLast: true)
        case .end(nil):
            let frame = HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(worker.emptyBuffer), endStream: true))
            send(context, frame, bytes: 0, isLast: true)
        }
    }

    private func send(
        _ context: ChannelHandlerContext,
        _ frame: HTTP2Frame.FramePayload,
        bytes: Int,
        isLast: Bool
    ) {
        guard bytes > 0 || isLast else { return context.write(wrapOutboundOut(frame), promise: nil) }
        bufferedBytes += bytes
        if isLast { isAnswerWritten = true }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            bufferedBytes -= bytes
            guard isLast else { return }
            isAnswerSent = true
            if isClosing { finishClosing(context) }
        }
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    // MARK: End

    /// The last frames may still wait for the client to take them; closing the channel now would throw them away.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.channel.closeFuture.cascade(to: promise)
        guard mode == .all, !isClosing else { return }
        isClosing = true
        context.flush()
        guard isAnswerWritten else { return reset(context, .internalError) }
        if isAnswerSent { return finishClosing(context) }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(
            in: TimeAmount(worker.limits.clientWriteTimeout)
        ) { [self] in
            reset(context, .cancel)
        }
    }

    /// A stream ends by itself once both sides have said their last; a body that nobody reads is asked to stop.
    private func finishClosing(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        if !isRequestWhole { reset(context, .noError) }
    }
}
