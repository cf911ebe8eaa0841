import NIOCore
import NIOPosix
import ServiceKit

/// A client's connection: reads one request after another, strictly, and writes what answers them.
final class ClientConnection: ChannelDuplexHandler, EdgeClient {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Between requests, or in the middle of a head.
        case head
        case length(Int)
        case chunked(ChunkDecoder)
        /// The request is whole, its answer is not.
        case answering
        /// Bytes of another protocol, both ways.
        case tunnel
        /// The last answer has been written; what still comes is read and dropped, so that it is not reset away.
        case leaving
        case closed
    }

    let worker: EdgeWorker
    let isTLS: Bool
    /// What turns one stream of HTTP/2 into a connection; nil for HTTP/1.1.
    private let stream: HTTP2Stream?
    var index = 0
    var requests = 0
    private(set) var context: ChannelHandlerContext?
    private(set) var peer: IPAddress?
    /// Who sent the last request.
    var knownClient: KnownClient?

    /// The last host that was allowed.
    var allowedHost: String?

    var phase = Phase.head
    var sink: (any RequestSink)?
    var inbound = ByteBuffer()
    private var scanned = 0
    private var isReadHeld = false
    private var isReading = false
    private var wasEnded = false
    /// Since when nothing, or only a part of a head, has come.
    private var waitingSince = NIODeadline.now()
    private var body = Progress()
    private var output = Progress()
    /// Bytes of the request's body so far, and the most there may be.
    var bodyBytes = 0
    var bodyLimit = Int.max

    /// How many bytes passed since a moment.
    private struct Progress {
        var bytes = 0
        var since: NIODeadline?
    }

    init(worker: EdgeWorker, isTLS: Bool, stream: HTTP2Stream? = nil) {
        self.worker = worker
        self.isTLS = isTLS
        self.stream = stream
    }

    /// Since when it waits for a request; nil while one is being answered.
    var idleSince: NIODeadline? {
        if case .head = phase { return waitingSince }
        return nil
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        peer = context.channel.remoteAddress.flatMap { IPAddress($0) }
        if context.channel.isActive { enter() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leaveWorker()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        peer = context.channel.remoteAddress.flatMap { IPAddress($0) }
        enter()
    }

    private var isEntered = false

    private func enter() {
        guard !isEntered else { return }
        isEntered = true
        if !worker.add(self) { close() }
    }

    private func leaveWorker() {
        guard isEntered else { return }
        isEntered = false
        worker.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        worker.wake()
        var piece = unwrapInboundIn(data)
        switch phase {
        case .leaving, .closed: return
        case .tunnel:
            sink?.bodyPart(piece)
            return
        default: break
        }
        if inbound.readableBytes == 0 {
            inbound = piece
        } else {
            inbound.writeBuffer(&piece)
        }
        processInput()
    }

    func read(context: ChannelHandlerContext) {
        if mayRead {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    private var mayRead: Bool {
        switch phase {
        case .head, .leaving, .closed: true
        // What a client sends before it has its answer is kept for later, up to a limit; reading on shows when it leaves.
        case .answering: inbound.readableBytes < 16 * 1024
        case .length, .chunked, .tunnel: sink?.acceptsMore ?? true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { sink?.clientIsWritable() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            inputEnded()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The client has sent all it will send. It may still wait for its answer, but not for one that never ends.
    private func inputEnded() {
        wasEnded = true
        switch phase {
        case .answering where sink?.outlivesInput == true: break
        default: close()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        leaveWorker()
        let sink = sink
        self.sink = nil
        sink?.clientGone()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close()
    }

    func close() {
        if case .closed = phase { return }
        phase = .closed
        let sink = sink
        self.sink = nil
        sink?.clientGone()
        context?.close(promise: nil)
    }

    // MARK: Input

    /// The sink, or what was written, makes room again.
    func resumeReading() {
        guard isReadHeld, mayRead else { return }
        isReadHeld = false
        context?.read()
    }

    /// Takes the input apart as far as it goes. A sink that answers at once calls back in here; one loop does the work.
    func processInput() {
        guard !isReading else { return }
        isReading = true
        defer { isReading = false }
        while processSome() {}
    }

    private func processSome() -> Bool {
        switch phase {
        case .head:
            return readHead()
        case .length(let left):
            guard let piece = inbound.readSlice(length: min(left, inbound.readableBytes)), piece.readableBytes > 0
            else {
                return false
            }
            phase = left == piece.readableBytes ? .answering : .length(left - piece.readableBytes)
            received(piece)
            if left == piece.readableBytes { bodyIsWhole(trailers: nil) }
            return true
        case .chunked(var decoder):
            do {
                let event = try decoder.next(&inbound)
                phase = .chunked(decoder)
                switch event {
                case .data(let piece):
                    received(piece)
                    return true
                case .end(let trailers):
                    phase = .answering
                    bodyIsWhole(trailers: trailers)
                    return true
                case nil:
                    return false
                }
            } catch {
                breakOff(error == .tooLarge ? .headerSize : .smuggling, error)
                return false
            }
        case .tunnel:
            guard inbound.readableBytes > 0 else { return false }
            let piece = inbound
            inbound = worker.emptyBuffer
            sink?.bodyPart(piece)
            return false
        case .answering: return false
        case .leaving, .closed:
            inbound.clear()
            return false
        }
    }

    private func received(_ piece: ByteBuffer) {
        body.bytes += piece.readableBytes
        bodyBytes += piece.readableBytes
        if inbound.readableBytes == 0 { inbound = worker.emptyBuffer }
        guard bodyBytes <= bodyLimit else {
            worker.edge.metrics.rejected("body_size")
            refuseRest(.payloadTooLarge(limit: bodyLimit))
            return
        }
        sink?.bodyPart(piece)
    }

    private func bodyIsWhole(trailers: ByteBuffer?) {
        body.since = nil
        sink?.bodyEnd(trailers: trailers)
    }

    private func readHead() -> Bool {
        if worker.isDraining, inbound.readableBytes == 0, wasEnded { return false }
        skipEmptyLine()
        guard inbound.readableBytes > 0 else { return false }
        let buffer = inbound
        guard let end = HeadScanner.end(of: buffer.readableBytesUInt8Span, from: scanned) else {
            if scanned == 0 { waitingSince = worker.now }
            scanned = inbound.readableBytes
            if scanned > worker.limits.head.bytes { refuseHead(HeadError.tooLarge) }
            return false
        }
        scanned = 0
        do {
            try worker.requestScanner.scanRequest(buffer.readableBytesUInt8Span, end: end)
        } catch {
            refuseHead(error)
            return false
        }
        begin(headEnd: end)
        if case .closed = phase { return false }
        return true
    }

    /// One empty line before a request is forgiven (RFC 9112, 2.2); it cannot be taken for anything else.
    private func skipEmptyLine() {
        guard scanned == 0, inbound.readableBytes >= 2 else { return }
        let buffer = inbound
        let bytes = buffer.readableBytesUInt8Span
        if bytes[0] == .carriageReturn, bytes[1] == .lineFeed { inbound.moveReaderIndex(forwardBy: 2) }
    }

    /// From now on bytes of another protocol pass.
    func beginTunnel() {
        phase = .tunnel
        processInput()
    }

    /// The request's body is about to come.
    func expectBody() {
        body = Progress(bytes: 0, since: worker.now)
    }

    // MARK: Output

    func write(_ piece: ByteBuffer) {
        output.bytes += piece.readableBytes
        context?.write(wrapOutboundOut(piece), promise: nil)
    }

    func flush() { context?.flush() }

    /// The answer has been written. What comes next is the next request, or with `closes` nothing.
    func finished(closes: Bool) {
        sink = nil
        flush()
        if closes || wasEnded && inbound.readableBytes == 0 { return leave() }
        guard case .answering = phase else { return leave() }
        phase = .head
        waitingSince = worker.now
        scanned = 0
        if isReadHeld { resumeReading() }
        processInput()
    }

    /// Says that nothing more comes, and waits a moment for the client to hear it: closing a connection on which bytes
    /// are still arriving would take the answer back.
    private func leave() {
        if case .closed = phase { return }
        phase = .leaving
        sink = nil
        waitingSince = worker.now
        inbound = worker.emptyBuffer
        guard !wasEnded, !isTLS else {
            context?.flush()
            context?.close(promise: nil)
            return
        }
        context?.close(mode: .output, promise: nil)
        resumeReading()
    }

    // MARK: Time

    func checkTimes(_ now: NIODeadline) {
        let limits = worker.limits
        switch phase {
        case .head:
            if scanned > 0 {
                guard now - waitingSince > TimeAmount(limits.clientHeadTimeout) else { return }
                worker.edge.metrics.rejected("slow_head")
                refuseRest(.requestTimeout("The head of the request did not come in time."))
            } else if now - waitingSince > TimeAmount(limits.clientIdleTimeout) {
                close()
            }
        case .length, .chunked:
            if isBodySlow(now) {
                worker.edge.metrics.rejected("slow_body")
                refuseRest(.requestTimeout("The body of the request did not come in time."))
                return
            }
            sink?.checkTimes(now)
        case .answering, .tunnel:
            if isReaderSlow(now) {
                worker.edge.metrics.rejected("slow_reader")
                close()
                return
            }
            sink?.checkTimes(now)
        case .leaving:
            if isReaderSlow(now) || now - waitingSince > .seconds(2) && buffered == 0 { close() }
        case .closed: break
        }
    }

    private func isBodySlow(_ now: NIODeadline) -> Bool {
        // Standing still because the service takes no more is not the client's fault.
        guard let since = body.since, !isReadHeld else {
            body = Progress(bytes: 0, since: now)
            return false
        }
        let limit = TimeAmount(worker.limits.clientBodyTimeout)
        guard now - since > limit else { return false }
        let isSlow =
            body.bytes < worker.limits.minimumBytesPerSecond * Int(limit.nanoseconds / 1_000_000_000)
            || body.bytes == 0
        body = Progress(bytes: 0, since: now)
        return isSlow
    }

    /// Whether bytes have been waiting for the client for long, and nearly none of them left.
    private func isReaderSlow(_ now: NIODeadline) -> Bool {
        let waiting = buffered
        guard waiting > 0 else {
            output = Progress()
            return false
        }
        guard let since = output.since else {
            // From here on `bytes` counts what has to leave: what waits now, and what is added.
            output = Progress(bytes: waiting, since: now)
            return false
        }
        let limit = TimeAmount(worker.limits.clientWriteTimeout)
        guard now - since > limit else { return false }
        let left = output.bytes - waiting
        let isSlow = left < max(1, worker.limits.minimumBytesPerSecond * Int(limit.nanoseconds / 1_000_000_000))
        output = Progress(bytes: waiting, since: now)
        return isSlow
    }

    /// Bytes written and not taken by the kernel yet.
    private var buffered: Int {
        if let stream { return stream.bufferedBytes }
        return (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    func drain() { sink?.drain() }
}
