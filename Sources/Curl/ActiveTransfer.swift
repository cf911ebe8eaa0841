/// The event thread's view of one transfer: its handle while it runs, its progress, its time limits.
final class ActiveTransfer {
    typealias Instant = ContinuousClock.Instant

    let transfer: Transfer
    private unowned let loop: EventLoop
    private var parser: ResponseHeadParser
    /// Set once a connection slot is taken.
    var handle: EasyHandle?
    /// Why a callback stopped the transfer; more telling than curl's own code.
    private(set) var failure: HTTPClientError?
    /// Whether it is in the loop's list of transfers to flush.
    var isTouched = false
    private(set) var isReceivePaused = false
    private(set) var isSendPaused = false
    private var isBodySent: Bool
    private var bodyOffset = 0
    private var issued = 0
    private var lastSent: Instant
    private var lastReceived: Instant

    init(_ transfer: Transfer, loop: EventLoop) {
        self.transfer = transfer
        self.loop = loop
        parser = ResponseHeadParser(maximumBytes: loop.configuration.maximumHeadBytes)
        isBodySent =
            switch transfer.request.body {
            case .none: true
            // It goes out with the head; curl asks for no piece of it.
            case .bytes(let bytes): bytes.count <= EasyHandle.inlineBodyBytes
            case .stream: false
            }
        lastSent = transfer.submitted
        lastReceived = transfer.submitted
    }

    /// Whether a connection was there at least once.
    var hasConnected: Bool { issued > 0 }

    /// Whether the head of the final response is there.
    var isHeadComplete: Bool { parser.isComplete }

    /// The reader made room: the flag has to fall before curl is resumed, which may set it again from within.
    func willResumeReceiving() {
        isReceivePaused = false
        lastReceived = loop.now
    }

    /// A piece to send is there.
    func willResumeSending() {
        isSendPaused = false
        lastSent = loop.now
    }

    /// The time limit that runs out first, and what to say then.
    func nextDeadline() -> (at: Instant, message: String)? {
        let request = transfer.request
        var earliest: (at: Instant, message: String)?
        func consider(_ start: Instant, _ limit: Duration?, _ message: String) {
            guard let limit, start + limit < earliest?.at ?? start + limit + .nanoseconds(1) else { return }
            earliest = (start + limit, message)
        }
        consider(transfer.submitted, request.timeout, "the request timed out")
        // While the next piece is this side's to send or to take, nobody can blame the peer. After a refusal curl asks
        // for no further piece.
        let isProducerLate = isSendPaused && (!parser.isComplete || parser.head.status < 300)
        guard !isProducerLate, !isReceivePaused else { return earliest }
        if !parser.isComplete {
            consider(lastSent, request.headTimeout, "the response head did not come in time")
            if !isBodySent { consider(lastSent, request.idleTimeout, "the request body stood still for too long") }
        } else {
            let start = isBodySent ? lastReceived : max(lastSent, lastReceived)
            consider(start, request.idleTimeout, "the body stood still for too long")
        }
        return earliest
    }
}

/// What curl's callbacks do.
extension ActiveTransfer {
    /// False stops the transfer.
    func receiveHeader(_ line: [UInt8]) -> Bool {
        lastReceived = loop.now
        guard !parser.isComplete else { return true }
        do {
            guard try parser.consume(line) else { return true }
        } catch {
            failure =
                switch error {
                case .tooLarge: HTTPClientError(.headTooLarge, "the response head is too large", transfer.origin)
                case .malformed:
                    HTTPClientError(.protocolViolation, "the response head is malformed", transfer.origin)
                }
            return false
        }
        var head = parser.head
        head.timing.connect = handle?.connectTime ?? .zero
        head.timing.firstByte = .now - transfer.submitted
        loop.touch(self)
        return receive(head)
    }

    private func receive(_ head: ResponseHead) -> Bool {
        let hasBody = transfer.request.method != "HEAD" && head.status != 204 && head.status != 304
        let expected = hasBody ? head.headers["Content-Length"].flatMap { Int($0) } : 0
        if case .collect(let maximumBytes) = transfer.response.mode, let expected, expected > maximumBytes {
            failure = bodyTooLarge
            return false
        }
        transfer.response.receive(head, expectedBytes: expected)
        return true
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> ResponseChannel.AppendResult {
        lastReceived = loop.now
        let result = unsafe transfer.response.append(bytes)
        switch result {
        case .appended: break
        case .mustPause: isReceivePaused = true
        case .tooLarge: failure = bodyTooLarge
        }
        loop.touch(self)
        return result
    }

    func readBody(into target: UnsafeMutableRawBufferPointer) -> UploadChannel.ReadResult {
        lastSent = loop.now
        let result: UploadChannel.ReadResult
        switch transfer.request.body {
        case .none:
            result = .end
        case .bytes(let bytes):
            let count = min(target.count, bytes.count - bodyOffset)
            unsafe target.copyBytes(from: bytes[bodyOffset..<(bodyOffset + count)])
            result = count > 0 ? .bytes(count) : .end
        case .stream:
            result = unsafe transfer.upload?.read(into: target) ?? .end
        }
        switch result {
        case .bytes(let count): bodyOffset += count
        case .mustWait: isSendPaused = true
        case .end: isBodySent = true
        }
        loop.touch(self)
        return result
    }

    /// curl goes back when a kept connection turns out dead; what was streamed away cannot be sent again.
    func rewindBody(to offset: Int) -> Bool {
        guard offset != bodyOffset else { return true }
        guard case .bytes(let bytes) = transfer.request.body, (0...bytes.count).contains(offset) else { return false }
        bodyOffset = offset
        isBodySent = false
        return true
    }

    /// curl repeats a request by itself when a kept connection dies before the answer; that must not happen to one that
    /// the peer may have carried out already.
    func mayIssueRequest() -> Bool {
        issued += 1
        lastSent = loop.now
        guard issued > 1, !transfer.request.isIdempotent else { return true }
        failure = HTTPClientError(
            .connectionLost,
            "the connection was closed before the response",
            transfer.origin,
            isRetriable: true,
        )
        return false
    }

    private var bodyTooLarge: HTTPClientError {
        HTTPClientError(.bodyTooLarge, "the response body is longer than the limit", transfer.origin)
    }
}
