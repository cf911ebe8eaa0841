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
    let stream: HTTP2Stream?
    var index = 0
    var requests = 0
    private(set) var context: ChannelHandlerContext?
    private(set) var socket: SocketOutput?
    private(set) var peer: IPAddress?
    /// Whether the peer's word about its clients is believed.
    private(set) var isPeerTrusted = false
    /// Who sent the last request.
    var knownClient: KnownClient?

    /// The last host that was allowed.
    var allowedHost: String?

    var phase = Phase.head
    var sink: (any RequestSink)?
    var inbound = ByteBuffer()
    /// Bytes of a head that have been looked at.
    var scanned = 0
    private(set) var isReadHeld = false
    private var isReading = false
    private(set) var wasEnded = false
    /// Since when nothing, or only a part of a head, has come.
    var waitingSince = NIODeadline.now()
    /// Of the request's body as it comes, and of what is written as it leaves.
    var body = TransferProgress()
    var output = TransferProgress()
    /// Bytes of the request's body so far, and the most there may be.
    var bodyBytes = 0
    var bodyLimit = Int.max

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

    /// Whether what is written goes on its way; asked for with every piece, so it is not looked up each time.
    private(set) var isWritable = false

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
        socket = SocketOutput(context, isPlain: !isTLS && stream == nil, buffers: worker.buffers)
        if context.channel.isActive { enter(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leaveWorker()
        socket?.close()
        socket = nil
        isWritable = false
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(context)
    }

    private var isEntered = false

    private func enter(_ context: ChannelHandlerContext) {
        guard !isEntered else { return }
        isEntered = true
        peer = context.channel.remoteAddress.flatMap { IPAddress($0) }
        isPeerTrusted = peer.map(worker.edge.rules.forwarding.isTrusted) ?? false
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
        isWritable = context.channel.isWritable
        if isWritable { sink?.clientIsWritable() }
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
        // An answer may still be on its way.
        case .head where scanned == 0, .leaving: closeWhenSent()
        default: close()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        socket?.close()
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
        socket?.sendLate()
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
        sink?.inputTaken()
    }

    // MARK: Output

    /// `thenReuse` is whether nobody else holds the piece, so that another can be written where it was.
    func write(_ piece: ByteBuffer, thenReuse: Bool = false) {
        output.bytes += piece.readableBytes
        socket?.write(piece, thenReuse: thenReuse)
    }

    func flush() {
        if let socket { worker.send(socket) }
    }

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
        socket?.sendLate()
        guard !wasEnded, !isTLS else { return closeWhenSent() }
        context?.close(mode: .output, promise: nil)
        resumeReading()
    }

    /// Closes when the kernel has taken all that was written: a close fails what waits.
    private func closeWhenSent() {
        guard let context else { return }
        phase = .leaving
        socket?.flush()
        let sent = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        sent.futureResult.whenComplete { _ in bound.value.close() }
        context.writeAndFlush(wrapOutboundOut(worker.emptyBuffer), promise: sent)
    }

    func drain() { sink?.drain() }
}
