import HTTPTypes
import NIOCore
import ServiceKit

/// What is known of the answer that is being passed on.
struct AnswerState {
    var status = 0
    var isEventStream = false
    /// How the client is told where the body ends.
    var framing = BodyFraming.none
    var closes = false
    /// Bytes of the body, as the client gets them.
    var bytes = 0
    var lastProgress = NIODeadline.now()
    var compressor: BodyCompressor?
    /// Collects an answer that may stand in for later ones.
    var capture: StaleCapture?
}

extension Exchange {
    /// Pieces up to this are copied behind what is already waiting, so that one write carries them.
    private static let copiedBytes = 16 * 1024

    func upstreamHead(_ head: HeadScanner, _ buffer: ByteBuffer, body upstreamBody: BodyFraming) {
        guard case .asking = phase, let instance else { return }
        let status = head.status
        let isFailure = status >= 500 && status != 501 && status != 505
        if isFailure, prefersAnother(to: status) { return attemptFailed(.status(status)) }
        edge.metrics.answered(route.service, status: status, after: (worker.now - attemptStart).asDuration)
        if isFailure {
            instance.failed(.status(status), isLast: group.isLast(instance))
            if sendStale(because: "status") { return }
        } else {
            instance.succeeded()
            if let suspect { suspect.failed(.timeout, isLast: group.isLast(suspect)) }
            if connection?.isLeaving == true, status < 400 { instance.leaves() }
        }
        if status == 101 { return switchProtocols(head, buffer) }
        phase = .answering
        answer.status = status
        answer.lastProgress = worker.now
        let kind = AnswerKind(head, buffer.readableBytesUInt8Span)
        answer.isEventStream = kind.isEventStream
        // It ends when it likes.
        if answer.isEventStream { leaveTurn() }
        guard case .answering = phase else { return }
        answer.capture = staleCapture(status, head, buffer, upstreamBody)
        // Of what comes piece by piece each piece is wanted at once.
        if kind.isWorthCompressing, facts.acceptsGzip, facts.method != .head, case .length = upstreamBody {
            answer.compressor = BodyCompressor()
        }
        answer.framing = clientFraming(upstreamBody)
        answer.closes = client.closesAfter(facts) || !body.isWhole || answer.framing == .untilClose
        writeHead(head, buffer, kind)
        if answer.isEventStream, worker.isDraining { endSoon() }
    }

    /// A stream that is asked for while the gateway stops is empty: its reader comes back, to another gateway.
    private func endSoon() {
        let bound = NIOLoopBound(self, eventLoop: worker.eventLoop)
        worker.eventLoop.execute { bound.value.drain() }
    }

    private func clientFraming(_ framing: BodyFraming) -> BodyFraming {
        guard facts.method != .head else { return .none }
        switch framing {
        case .none: return .none
        case .length where answer.compressor == nil: return framing
        case .length, .chunked, .untilClose: return facts.minorVersion == 1 ? .chunked : .untilClose
        }
    }

    private func writeHead(_ head: HeadScanner, _ buffer: ByteBuffer, _ kind: AnswerKind) {
        let isCompressed = answer.compressor != nil
        var out = worker.buffers.take(capacity: min(buffer.readableBytes, limits.head.bytes) + 2048)
        out.writeStaticString("HTTP/1.1 ")
        out.writePart(of: buffer, from: head.reasonStart - 3, to: head.reasonEnd)
        out.writeStaticString("\r\n")
        head.copyFields(buffer, into: &out) { field in
            field.isReplacedInResponses || isCompressed && (field == .contentLength || field == .etag)
        }
        if isCompressed {
            out.writeStaticString("content-encoding: gzip\r\nvary: Accept-Encoding\r\n")
            // The same content in another form is no longer the same bytes.
            if let tag = kind.etag {
                let isWeak = buffer.readableBytesUInt8Span.starts(with: "w/", from: tag.lowerBound, to: tag.upperBound)
                out.writeStaticString(isWeak ? "etag: " : "etag: W/")
                out.writePart(of: buffer, from: tag.lowerBound, to: tag.upperBound)
                out.writeStaticString("\r\n")
            }
        }
        if kind.isEventStream {
            // Proxies before us must not collect events.
            if !kind.hasBufferingRule { out.writeStaticString("x-accel-buffering: no\r\n") }
            if !kind.hasCacheRule { out.writeStaticString("cache-control: no-cache\r\n") }
        }
        if answer.framing == .chunked { out.writeStaticString("transfer-encoding: chunked\r\n") }
        writer.writeCommonLines(into: &out, hasDate: kind.hasDate)
        writer.end(into: &out, closes: answer.closes)
        pending = out
    }

    private func switchProtocols(_ head: HeadScanner, _ buffer: ByteBuffer) {
        guard facts.upgrade != nil else { return attemptFailed(.unreadable) }
        phase = .tunnel
        answer.lastProgress = worker.now
        pending = worker.allocator.buffer(capacity: 1024)
        pending.writeStaticString("HTTP/1.1 101 Switching Protocols\r\n")
        head.copyFields(buffer, into: &pending) { $0.isReplacedInResponses }
        pending.writeString("connection: Upgrade\r\nupgrade: \(facts.upgrade ?? "")\r\n")
        writer.writeCommonLines(into: &pending, hasDate: false)
        writer.end(into: &pending, closes: false)
        handOver()
        client.flush()
        client.beginTunnel()
    }

    func upstreamBody(_ piece: ByteBuffer) {
        answer.lastProgress = worker.now
        switch phase {
        case .tunnel:
            answer.bytes += piece.readableBytes
            client.write(piece)
        case .answering:
            answer.capture?.take(piece)
            if answer.compressor != nil {
                guard let packed = answer.compressor?.take(piece) else { return breakOff(.unreadable) }
                if packed.readableBytes > 0 { pass(packed) }
            } else {
                pass(piece)
            }
        case .asking, .done: break
        }
    }

    private func pass(_ piece: ByteBuffer) {
        answer.bytes += piece.readableBytes
        let isChunked = answer.framing == .chunked
        if isChunked {
            pending.writeHexadecimal(piece.readableBytes)
            pending.writeStaticString("\r\n")
        }
        if piece.readableBytes <= Self.copiedBytes {
            pending.writeImmutableBuffer(piece)
        } else {
            handOver()
            client.write(piece)
        }
        if isChunked { pending.writeStaticString("\r\n") }
    }

    func upstreamReadComplete() {
        switch phase {
        case .answering:
            handOver()
            client.flush()
        case .tunnel: client.flush()
        case .asking, .done: break
        }
    }

    func upstreamEnd(trailers: ByteBuffer?) {
        guard case .answering = phase else {
            if case .tunnel = phase { breakOff(.lost) }
            return
        }
        if answer.compressor != nil, let rest = answer.compressor?.finish(), rest.readableBytes > 0 { pass(rest) }
        if answer.framing == .chunked {
            pending.writeStaticString("0\r\n")
            worker.writeTrailers(trailers, into: &pending)
        }
        handOver()
        storeStale()
        let served = instance
        // Before the turn ends: the next in line takes this connection.
        if let connection, body.isWhole, !answer.isEventStream || connection.isIdle {
            connection.release()
        } else {
            connection?.close()
        }
        connection = nil
        guard finish() else { return }
        note(status: answer.status, bytes: answer.bytes, from: served)
        client.finished(closes: answer.closes || !body.isWhole || worker.isDraining)
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        switch phase {
        case .asking: attemptFailed(failure)
        case .answering, .tunnel: breakOff(failure == .lost ? .truncated : failure)
        case .done: break
        }
    }

    /// The answer has begun and will not come to its end: the client must see that.
    func breakOff(_ failure: UpstreamFailure) {
        let isTunnel = if case .tunnel = phase { true } else { false }
        let served = instance
        guard finish() else { return }
        if !isTunnel { edge.metrics.failed(route.service, kind: failure.kind) }
        connection?.close()
        connection = nil
        note(status: answer.status, bytes: answer.bytes, from: served, detail: failure.kind)
        handOver()
        client.flush()
        client.close()
    }

    func handOver() {
        guard pending.readableBytes > 0 else { return }
        let piece = pending
        pending = worker.emptyBuffer
        client.write(piece, thenReuse: true)
    }
}

/// What the fields of an answer say about what it is.
struct AnswerKind {
    private(set) var isEventStream = false
    private(set) var isWorthCompressing = false
    private(set) var hasDate = false
    private(set) var hasCacheRule = false
    private(set) var hasBufferingRule = false
    /// Where the entity tag stands.
    private(set) var etag: Range<Int>?

    private static let textTypes = [
        "application/json", "text/", "application/problem+json", "application/geo+json", "image/svg",
    ]
    /// Bytes below which compressing costs more than it saves.
    private static let smallestCompressed = 1024

    init(_ head: HeadScanner, _ bytes: borrowing Span<UInt8>) {
        var isText = false
        var mayTransform = head.status == 200
        for field in head.fields where field.known != .other {
            switch field.known {
            case .date: hasDate = true
            case .contentType:
                let (start, end) = (field.valueStart, field.valueEnd)
                isEventStream = bytes.starts(with: "text/event-stream", from: start, to: end)
                isText = Self.textTypes.contains { bytes.starts(with: $0, from: start, to: end) }
            case .contentEncoding: mayTransform = false
            case .cacheControl:
                hasCacheRule = true
                if bytes.listContains("no-transform", from: field.valueStart, to: field.valueEnd) {
                    mayTransform = false
                }
            case .contentLength:
                if let length = bytes.decimal(from: field.valueStart, to: field.valueEnd),
                    length < Self.smallestCompressed
                {
                    mayTransform = false
                }
            case .etag: etag = field.valueStart..<field.valueEnd
            case .accelBuffering: hasBufferingRule = true
            default: break
            }
        }
        isWorthCompressing = isText && mayTransform && !isEventStream
    }
}
