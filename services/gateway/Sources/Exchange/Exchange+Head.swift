import HTTPTypes
import NIOCore
import ServiceKit

/// Writing the request as the services get it.
extension Exchange {
    /// Copies what passes of the client's head, and adds what the gateway says. The line of the host is added later.
    func composeHead(_ head: HeadScanner, _ buffer: ByteBuffer) {
        var out = worker.buffers.take(capacity: min(buffer.readableBytes, limits.head.bytes) + 640)
        out.writePart(of: buffer, from: 0, to: head.targetStart)
        out.writeString(facts.target)
        out.writeStaticString(" HTTP/1.1\r\n")
        head.copyFields(buffer, into: &out) { $0.isReplacedInRequests }
        out.writeBytes(sender.lines)
        out.writeStaticString("x-request-id: ")
        out.writeString(writer.requestID)
        out.writeStaticString("\r\n")
        writeTrace(into: &out)
        out.writeImmutableBuffer(worker.timeoutLine(of: route, at: routeIndex))
        if facts.acceptsTrailers { out.writeStaticString("te: trailers\r\n") }
        if let upgrade = facts.upgrade {
            out.writeStaticString("connection: Upgrade\r\nupgrade: ")
            out.writeString(upgrade)
            out.writeStaticString("\r\n")
        }
        switch framing {
        case .chunked: out.writeStaticString("transfer-encoding: chunked\r\n")
        case .length(let length): out.writeString("content-length: \(length)\r\n")
        case .none where facts.method == .post || facts.method == .put || facts.method == .patch:
            out.writeStaticString("content-length: 0\r\n")
        case .none, .untilClose: break
        }
        requestHead = out
    }

    /// Makes the service's work a part of the client's trace, or begins one.
    private func writeTrace(into out: inout ByteBuffer) {
        if let parent = facts.traceparent,
            let trace = TraceContext(traceparent: parent, tracestate: facts.tracestate)?.child()
        {
            out.writeString("traceparent: \(trace.traceparent)\r\n")
            if let state = trace.state { out.writeString("tracestate: \(state)\r\n") }
            return
        }
        out.writeStaticString("traceparent: 00-")
        worker.ids.writeHexadecimal(words: 2, into: &out)
        out.writeStaticString("-")
        worker.ids.writeHexadecimal(words: 1, into: &out)
        out.writeStaticString("-01\r\n")
    }
}

extension RequestIDGenerator {
    /// Appends 16 digits for each word.
    mutating func writeHexadecimal(words: Int, into out: inout ByteBuffer) {
        for _ in 0..<words {
            let word = nextWord()
            out.writeInteger(Self.digits(UInt32(truncatingIfNeeded: word >> 32)))
            out.writeInteger(Self.digits(UInt32(truncatingIfNeeded: word)))
        }
    }

    /// Eight digits as the bytes of a number, the first on top.
    private static func digits(_ value: UInt32) -> UInt64 {
        var text: UInt64 = 0
        for position in 0..<8 {
            let digit = UInt64(value >> UInt32(28 - position * 4) & 15)
            text = text << 8 | (digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
        return text
    }
}
