import NIOCore
import NIOPosix

/// A request's view of the connection that answers it. All calls come on the connection's event loop.
protocol UpstreamReceiver: AnyObject {
    /// A head came whose fields stand in `buffer`; answers of status 100 to 199 but 101 are left out.
    func upstreamHead(_ head: HeadScanner, _ buffer: ByteBuffer, body: BodyFraming)
    func upstreamBody(_ piece: ByteBuffer)
    func upstreamEnd(trailers: ByteBuffer?)
    /// What has been handed on so far may be sent.
    func upstreamReadComplete()
    func upstreamFailed(_ failure: UpstreamFailure)
    func upstreamWritabilityChanged()
    /// Whether the service may go on sending.
    var clientTakesMore: Bool { get }
}

/// A connection to an instance, for one request after another.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle
        case head
        case length(Int)
        case chunked(ChunkDecoder)
        case untilClose
        /// After 101: bytes of another protocol.
        case tunnel
        case closed
    }

    /// Heads of status 1xx before the answer.
    private static let maximumInformational = 8

    let instance: UpstreamInstance
    /// Where it waits between requests.
    private let pool: UpstreamPool
    private let worker: EdgeWorker
    private var receiver: (any UpstreamReceiver)?
    private var context: ChannelHandlerContext?
    private var socket: SocketOutput?
    private var phase = Phase.idle
    private var isToHead = false
    private var inbound = ByteBuffer()
    private var scanned = 0
    private var informational = 0
    private var isKeptAlive = true
    private var isReadHeld = false
    private(set) var idleSince = NIODeadline.now()
    private(set) var served = 0

    init(instance: UpstreamInstance, pool: UpstreamPool, worker: EdgeWorker) {
        self.instance = instance
        self.pool = pool
        self.worker = worker
    }

    /// Whether what is written goes on its way; asked for with every piece, so it is not looked up each time.
    private(set) var isWritable = false
    /// Whether the last head said that the connection ends with its answer.
    var isLeaving: Bool { !isKeptAlive }
    /// Whether it can take a request.
    var isIdle: Bool {
        if case .idle = phase { return true }
        return false
    }

    // MARK: From the request

    /// Sends a head, and from now on tells `receiver`.
    func send(_ head: ByteBuffer, isToHead: Bool, for receiver: any UpstreamReceiver) {
        self.receiver = receiver
        self.isToHead = isToHead
        phase = .head
        informational = 0
        isKeptAlive = true
        served += 1
        write(head)
    }

    func write(_ piece: ByteBuffer) {
        socket?.write(piece)
    }

    func flush() {
        if let socket { worker.send(socket) }
    }

    /// The receiver accepts more again.
    func resumeReading() {
        guard isReadHeld else { return }
        isReadHeld = false
        context?.read()
    }

    /// The request needs it no longer: back to the others when its answer is whole, else closed.
    func release() {
        receiver = nil
        if case .idle = phase, isKeptAlive, inbound.readableBytes == 0 {
            idleSince = worker.now
            if pool.keep(self) { return }
        }
        close()
    }

    func close() {
        receiver = nil
        phase = .closed
        socket?.sendLate()
        context?.close(promise: nil)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
        socket = SocketOutput(context, isPlain: instance.tls == nil, buffers: worker.buffers)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        socket?.close()
        socket = nil
        isWritable = false
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        // Until its answer begins a slow client holds nothing back: else the service would be taken for slow.
        let isBetweenAnswers =
            switch phase {
            case .idle, .head: true
            default: false
            }
        if isBetweenAnswers || receiver?.clientTakesMore ?? true {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        worker.wake()
        var piece = unwrapInboundIn(data)
        if inbound.readableBytes == 0 {
            inbound = piece
        } else {
            inbound.writeBuffer(&piece)
        }
        do {
            try consume()
        } catch {
            fail(.unreadable)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        receiver?.upstreamReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        receiver?.upstreamWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        socket?.close()
        if case .untilClose = phase {
            phase = .closed
            receiver?.upstreamEnd(trailers: nil)
            receiver?.upstreamReadComplete()
        } else {
            fail(.lost)
        }
        pool.forget(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.lost)
        context.close(promise: nil)
    }

    private func fail(_ failure: UpstreamFailure) {
        if case .closed = phase { return }
        phase = .closed
        let receiver = receiver
        self.receiver = nil
        receiver?.upstreamFailed(failure)
        context?.close(promise: nil)
    }

    // MARK: Reading an answer

    private func consume() throws {
        while true {
            switch phase {
            case .idle:
                // Nobody asked for anything: whoever speaks now cannot be trusted with the next request.
                if inbound.readableBytes > 0 { close() }
                return
            case .head:
                guard try readHead() else { return }
            case .length(let left):
                guard let piece = take(upTo: left) else { return }
                phase = piece.readableBytes == left ? .idle : .length(left - piece.readableBytes)
                receiver?.upstreamBody(piece)
                if piece.readableBytes == left { end(trailers: nil) }
            case .chunked(var decoder):
                let event = try decoder.next(&inbound)
                phase = .chunked(decoder)
                switch event {
                case .data(let piece): receiver?.upstreamBody(piece)
                case .end(let trailers):
                    phase = .idle
                    end(trailers: trailers)
                case nil: return
                }
            case .untilClose, .tunnel:
                guard let piece = take(upTo: .max) else { return }
                receiver?.upstreamBody(piece)
            case .closed:
                inbound.clear()
                return
            }
        }
    }

    private func end(trailers: ByteBuffer?) {
        guard let receiver else { return }
        receiver.upstreamEnd(trailers: trailers)
    }

    private func take(upTo limit: Int) -> ByteBuffer? {
        guard inbound.readableBytes > 0 else { return nil }
        let piece = inbound.readSlice(length: min(limit, inbound.readableBytes))
        if inbound.readableBytes == 0 { inbound = worker.emptyBuffer }
        return piece
    }

    /// False while the head is not whole.
    private func readHead() throws -> Bool {
        // A copy of the reference: the receiver may change the input while its bytes are being looked at.
        let buffer = inbound
        guard let end = HeadScanner.end(of: buffer.readableBytesUInt8Span, from: scanned) else {
            scanned = inbound.readableBytes
            guard scanned <= worker.limits.head.bytes else { throw HeadError.tooLarge }
            guard HeadScanner.mayBeResponse(buffer.readableBytesUInt8Span) else { throw HeadError.version }
            return false
        }
        scanned = 0
        let bytes = buffer.readableBytesUInt8Span
        try worker.responseScanner.scanResponse(bytes, end: end)
        let head = worker.responseScanner
        if head.status < 200, head.status != 101 {
            informational += 1
            guard informational <= Self.maximumInformational else { throw HeadError.tooLarge }
            inbound.moveReaderIndex(forwardBy: end)
            return true
        }
        let body = try BodyFraming.response(head, bytes, toHead: isToHead)
        isKeptAlive = head.minorVersion == 1 && !Self.says("close", head, bytes)
        receiver?.upstreamHead(head, buffer, body: body)
        inbound.moveReaderIndex(forwardBy: end)
        // The receiver may have given this connection up.
        if case .closed = phase { return true }
        switch body {
        case .none where head.status == 101: phase = .tunnel
        case .none:
            phase = .idle
            self.end(trailers: nil)
        case .length(let length): phase = .length(length)
        case .chunked: phase = .chunked(ChunkDecoder())
        case .untilClose:
            isKeptAlive = false
            phase = .untilClose
        }
        return true
    }

    private static func says(_ token: String, _ head: HeadScanner, _ bytes: borrowing Span<UInt8>) -> Bool {
        for field in head.fields where field.known == .connection {
            if bytes.listContains(token, from: field.valueStart, to: field.valueEnd) { return true }
        }
        return false
    }
}
