import NIOCore
import ServiceKit

/// Taking the input apart: heads, bodies, and what passes through a tunnel.
extension ClientConnection {
    /// One step; false when more bytes are needed or somebody else has to act first.
    func processSome() -> Bool {
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
                breakOff(error == .tooLarge ? .headerSize : .smuggling)
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
        body = TransferProgress(bytes: 0, since: worker.now)
    }
}
