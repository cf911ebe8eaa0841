import HTTPTypes
import NIOCore

/// Collects an answer while it is passed on.
struct StaleCapture {
    let key: String
    let fields: ByteBuffer
    let madeAt: ContinuousClock.Instant
    let maximumBytes: Int
    private(set) var body = ByteBuffer()
    private(set) var isWhole = true

    init(key: String, fields: ByteBuffer, madeAt: ContinuousClock.Instant, maximumBytes: Int) {
        self.key = key
        self.fields = fields
        self.madeAt = madeAt
        self.maximumBytes = maximumBytes
    }

    mutating func take(_ piece: ByteBuffer) {
        guard isWhole, body.readableBytes + piece.readableBytes <= maximumBytes else {
            isWhole = false
            body = ByteBuffer()
            return
        }
        body.writeImmutableBuffer(piece)
    }
}

/// Older answers in place of none (RFC 5861, 4).
extension Exchange {
    /// Bytes of a target, beyond which nobody asks for it often.
    private static let longestTarget = 512

    /// Whether the request is one whose answer is everybody's.
    private var isEligible: Bool {
        route.staysUsable && facts.method == .get && facts.authorization == nil && !facts.hasRange
            && limits.staleFor > .zero
    }

    private func staleKey(isPacked: Bool) -> String { isPacked ? facts.target + " gzip" : facts.target }

    func staleCapture(
        _ status: Int,
        _ head: HeadScanner,
        _ buffer: ByteBuffer,
        _ framing: BodyFraming
    ) -> StaleCapture? {
        guard status == 200, isEligible, facts.target.utf8.count <= Self.longestTarget else { return nil }
        if case .length(let length) = framing, length > limits.staleAnswerBytes { return nil }
        guard !worker.hasJustKept(facts.target, isPacked: facts.acceptsGzip) else { return nil }
        let now = ContinuousClock.now
        let key = staleKey(isPacked: facts.acceptsGzip)
        guard edge.stale.wants(key, now: now), isForEverybody(head, buffer.readableBytesUInt8Span) else { return nil }
        var fields = ByteBuffer()
        head.copyFields(buffer, into: &fields) { field in
            field.isReplacedInResponses || field == .contentLength || field == .date || field == .age
                || field == .cacheStatus
        }
        let bytes = buffer.readableBytesUInt8Span
        var age = 0
        for field in head.fields where field.known == .age {
            age = bytes.decimal(from: field.valueStart, to: field.valueEnd) ?? 0
        }
        return StaleCapture(
            key: key,
            fields: fields,
            madeAt: now - .seconds(age),
            maximumBytes: limits.staleAnswerBytes
        )
    }

    /// Whether the service lets its answer be kept, and gives the same one to everybody (RFC 9111, 3).
    private func isForEverybody(_ head: HeadScanner, _ bytes: borrowing Span<UInt8>) -> Bool {
        for field in head.fields {
            let (start, end) = (field.valueStart, field.valueEnd)
            switch field.known {
            case .setCookie: return false
            case .cacheControl:
                if bytes.listContains("no-store", from: start, to: end) { return false }
                if bytes.listContains("private", from: start, to: end) { return false }
            case .vary:
                var isKnown = true
                bytes.forEachListMember(from: start, to: end) { from, to in
                    isKnown = isKnown && bytes.equalsIgnoringCase("accept-encoding", from: from, to: to)
                }
                if !isKnown { return false }
            default: break
            }
        }
        return true
    }

    func storeStale() {
        guard let capture = answer.capture, capture.isWhole else { return }
        edge.stale.store(
            StaleAnswers.Answer(fields: capture.fields, body: capture.body, madeAt: capture.madeAt),
            under: capture.key
        )
    }

    /// Answers with what the service said last, and says how old that is; false when there is nothing.
    func sendStale(because reason: String) -> Bool {
        guard isEligible,
            let (old, age) = edge.stale.answer(staleKey(isPacked: facts.acceptsGzip), notOlderThan: limits.staleFor)
                ?? edge.stale.answer(staleKey(isPacked: false), notOlderThan: limits.staleFor)
        else { return false }
        let closes = client.closesAfter(facts) || !body.isWhole
        let connection = connection
        self.connection = nil
        guard finish() else { return true }
        connection?.close()
        edge.metrics.answeredStale(route.service)
        let seconds = Int(age / .seconds(1))
        var out = worker.allocator.buffer(capacity: 1024 + old.body.readableBytes)
        out.writeStaticString("HTTP/1.1 200 OK\r\n")
        out.writeImmutableBuffer(old.fields)
        out.writeString("content-length: \(old.body.readableBytes)\r\nage: \(seconds)\r\n")
        out.writeString("cache-status: ttareungi-gateway; hit; ttl=-\(seconds); detail=\(reason)\r\n")
        writer.writeCommonLines(into: &out, hasDate: false)
        writer.end(into: &out, closes: closes)
        client.write(out)
        client.write(old.body)
        note(status: 200, bytes: old.body.readableBytes, detail: "stale")
        client.finished(closes: closes)
        return true
    }
}
