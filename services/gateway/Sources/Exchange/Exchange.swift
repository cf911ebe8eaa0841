import NIOCore
import ServiceKit
import Synchronization

/// One request on its way to a service and its answer on the way back, on one event loop from socket to socket.
///
/// It ends in exactly one of four ways: the answer is whole (``upstreamEnd(trailers:)``), an answer of the gateway's own
/// takes its place (``giveUp(_:)``), it breaks off, or the client leaves.
final class Exchange: RequestSink, UpstreamReceiver, TurnTaker {
    static let continueLine = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")

    enum Phase {
        /// No head of an answer yet.
        case asking
        /// The answer is passed on.
        case answering
        case tunnel
        case done
    }

    let client: ClientConnection
    let worker: EdgeWorker
    let facts: RequestFacts
    let sender: KnownClient
    let framing: BodyFraming
    let routeIndex: Int
    let route: ProxyRoute
    let group: UpstreamGroup
    let writer: AnswerWriter
    let startedAt: NIODeadline
    /// Whether sending it twice does the same as once.
    let isRepeatable: Bool

    var phase = Phase.asking
    /// What the services are sent, the line of the instance's host last.
    var requestHead = ByteBuffer()
    var requestHeadPrefix = 0
    var isHeadUsed = false
    /// Whether a kept connection turned out to be closed.
    var hasMetClosed = false
    var body: RequestBodyState

    var connection: UpstreamConnection?
    /// Whose requests under way this one is counted among.
    var instance: UpstreamInstance?
    /// What gave it its turn and gets it back.
    var turnPool: UpstreamPool?
    var isInLine = false
    var tried: [Int] = []
    var attempts = 0
    var attemptStart: NIODeadline
    var attemptDeadline = NIODeadline.distantFuture
    /// Whether this try ends before the request's time does, because another instance could answer.
    var isShortTry = false
    /// The instance whose short try ran out.
    var suspect: UpstreamInstance?
    var isCounted = false
    var isStream = false
    var hasSentContinue = false
    /// Since when the service has had the whole request, or could have had it.
    var isAskedSince: NIODeadline
    /// When it last took something of the body.
    var bodyProgress = NIODeadline.now()

    var answer = AnswerState()
    /// What has been written for the client and not handed over yet.
    var pending = ByteBuffer()

    init(client: ClientConnection, request: IncomingRequest, routeIndex: Int, route: ProxyRoute) {
        self.client = client
        worker = client.worker
        startedAt = client.worker.now
        attemptStart = client.worker.now
        isAskedSince = client.worker.now
        facts = request.facts
        sender = request.client
        framing = request.framing
        self.routeIndex = routeIndex
        self.route = route
        group = client.worker.edge.group(of: route.service)
        writer = AnswerWriter(worker: client.worker, facts: request.facts, isTLS: client.isTLS)
        isRepeatable = request.facts.isRepeatable(on: route)
        body = RequestBodyState(isWhole: request.framing == .none, mayReplay: isRepeatable)
    }

    var hasBegunAnswer: Bool {
        if case .asking = phase { return false }
        return true
    }

    var edge: Edge { worker.edge }
    var limits: GatewayLimits { worker.limits }

    // MARK: The request's body

    var acceptsMore: Bool {
        guard let connection else { return body.waitingBytes < RequestBodyState.maximumWaiting }
        return connection.isWritable
    }

    var outlivesInput: Bool {
        if case .tunnel = phase { return false }
        return !answer.isEventStream && route.pace != .stream
    }

    func bodyPart(_ piece: ByteBuffer) {
        if case .tunnel = phase {
            answer.lastProgress = worker.now
            connection?.write(piece)
            connection?.flush()
            return
        }
        let framed = framing == .chunked ? piece.asChunk(worker.allocator) : piece
        body.take(framed)
    }

    func inputTaken() { sendBody() }

    func bodyEnd(trailers: ByteBuffer?) {
        body.isWhole = true
        isAskedSince = worker.now
        if framing == .chunked { body.take(Self.lastChunk(trailers, worker)) }
        sendBody()
        // The service's time begins when it has all it needs.
        if case .asking = phase, connection != nil { setDeadline() }
    }

    /// Hands on what is there of the body.
    func sendBody() {
        guard let connection, body.hasWaiting else { return }
        bodyProgress = worker.now
        for piece in body.takeWaiting() { connection.write(piece) }
        connection.flush()
    }

    // MARK: Events

    func clientGone() {
        instance?.abandoned()
        guard finish() else { return }
        connection?.close()
        connection = nil
        note(status: 499, bytes: answer.bytes)
    }

    func clientIsWritable() { connection?.resumeReading() }

    var clientTakesMore: Bool { client.isWritable }

    func upstreamWritabilityChanged() {
        guard connection?.isWritable == true else { return }
        bodyProgress = worker.now
        client.resumeReading()
    }

    func checkTimes(_ now: NIODeadline) {
        switch phase {
        case .asking:
            guard let connection else {
                // Its time runs while it waits for its turn.
                if isInLine, now >= deadline { giveUp(.timeout) }
                return
            }
            let isStuck = !connection.isWritable && now - bodyProgress > TimeAmount(limits.idleTimeout)
            if isStuck {
                attemptFailed(.timeout)
            } else if now >= attemptDeadline {
                attemptTimedOut()
            }
        case .answering, .tunnel:
            // Standing still because the client takes nothing is watched elsewhere.
            guard client.isWritable, now - answer.lastProgress > TimeAmount(limits.idleTimeout) else { return }
            breakOff(.timeout)
        case .done: break
        }
    }

    func drain() {
        guard case .answering = phase, answer.isEventStream else { return }
        upstreamEnd(trailers: nil)
    }

    /// Marks the exchange as over; false when it was already.
    func finish() -> Bool {
        if case .done = phase { return false }
        phase = .done
        let head = requestHead
        requestHead = worker.emptyBuffer
        worker.buffers.giveBack(head)
        leaveInstance()
        if isCounted {
            isCounted = false
            group.inFlight.subtract(1, ordering: .relaxed)
        }
        if isStream {
            isStream = false
            edge.streams.subtract(1, ordering: .relaxed)
        }
        return true
    }

    func leaveInstance() {
        instance?.inFlight.subtract(1, ordering: .relaxed)
        instance = nil
        isInLine = false
        leaveTurn()
    }

    func leaveTurn() {
        guard let pool = turnPool else { return }
        turnPool = nil
        pool.leave()
    }

    /// Counts and logs it.
    func note(status: Int, bytes: Int, from source: UpstreamInstance? = nil, detail: String? = nil) {
        let duration = (worker.now - startedAt).asDuration
        let method = RequestMethodLabel(facts.method)
        worker.record(route: routeIndex, template: route.pattern, method: method, status: status, duration: duration)
        RequestLog(edge).write(
            facts: facts,
            route: route.pattern,
            status: status,
            bytes: bytes,
            duration: duration,
            client: sender.client.address,
            upstream: source,
            requestID: writer.requestID,
            note: detail
        )
    }

    private static func lastChunk(_ trailers: ByteBuffer?, _ worker: EdgeWorker) -> ByteBuffer {
        var out = worker.allocator.buffer(capacity: 64)
        out.writeStaticString("0\r\n")
        worker.writeTrailers(trailers, into: &out)
        return out
    }
}

extension ByteBuffer {
    /// Framed as one chunk (RFC 9112, 7.1).
    func asChunk(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        var out = allocator.buffer(capacity: readableBytes + 16)
        out.writeHexadecimal(readableBytes)
        out.writeStaticString("\r\n")
        out.writeImmutableBuffer(self)
        out.writeStaticString("\r\n")
        return out
    }
}

extension TimeAmount {
    var asDuration: Duration { .nanoseconds(nanoseconds) }
}
