package import NIOCore
package import NIOHPACK

/// Takes the bytes of one answer in HTTP/1.1 apart, as HTTP/2 says the same.
package struct HTTP2AnswerReader: Sendable {
    package enum Event: Sendable {
        /// 1xx: an answer follows.
        case informational(HPACKHeaders)
        case head(HPACKHeaders, isLast: Bool)
        case data(ByteBuffer, isLast: Bool)
        case end(trailers: HPACKHeaders?)
    }

    private enum State {
        case head
        case length(Int)
        case chunked(ChunkDecoder)
        case untilClose
        case done
    }

    /// The gateway wrote these heads itself: any that it could write is read.
    private static let scanner = HeadScanner(limits: HeadLimits(bytes: 4 << 20, fields: 1024))

    private let isToHead: Bool
    private var state = State.head
    private var input = ByteBuffer()

    /// `isToHead` is whether the request was HEAD.
    package init(isToHead: Bool) {
        self.isToHead = isToHead
    }

    package mutating func take(_ piece: ByteBuffer) {
        if input.readableBytes == 0 {
            input = piece
        } else {
            input.writeImmutableBuffer(piece)
        }
    }

    /// The next event; nil when more bytes are needed.
    package mutating func next() throws -> Event? {
        switch state {
        case .head: return try readHead()
        case .length(let left):
            guard let piece = input.readSlice(length: min(left, input.readableBytes)), piece.readableBytes > 0 else {
                return nil
            }
            let isLast = piece.readableBytes == left
            state = isLast ? .done : .length(left - piece.readableBytes)
            return .data(piece, isLast: isLast)
        case .chunked(var decoder):
            let event = try decoder.next(&input)
            state = .chunked(decoder)
            switch event {
            case .data(let piece): return .data(piece, isLast: false)
            case .end(let trailers):
                state = .done
                return .end(trailers: try trailers.map(Self.trailerFields))
            case nil: return nil
            }
        case .untilClose:
            guard let piece = input.readSlice(length: input.readableBytes), piece.readableBytes > 0 else { return nil }
            return .data(piece, isLast: false)
        case .done: return nil
        }
    }

    private mutating func readHead() throws -> Event? {
        let buffer = input
        let bytes = buffer.readableBytesUInt8Span
        guard let end = HeadScanner.end(of: bytes, from: 0) else { return nil }
        var scanner = Self.scanner
        try scanner.scanResponse(bytes, end: end)
        input.moveReaderIndex(forwardBy: end)
        var headers = HPACKHeaders([(":status", String(scanner.status))])
        Self.copyFields(scanner, bytes, into: &headers)
        guard scanner.status >= 200 else { return .informational(headers) }
        switch try BodyFraming.response(scanner, bytes, toHead: isToHead) {
        case .none: state = .done
        case .length(let length): state = .length(length)
        case .chunked: state = .chunked(ChunkDecoder())
        case .untilClose: state = .untilClose
        }
        if case .done = state { return .head(headers, isLast: true) }
        return .head(headers, isLast: false)
    }

    private static func trailerFields(_ trailers: ByteBuffer) throws -> HPACKHeaders {
        let bytes = trailers.readableBytesUInt8Span
        var scanner = scanner
        try scanner.scanTrailers(bytes, end: bytes.count)
        var headers = HPACKHeaders()
        copyFields(scanner, bytes, into: &headers)
        return headers
    }

    /// All that do not belong to the connection, their names in small letters.
    private static func copyFields(
        _ scanner: HeadScanner,
        _ bytes: borrowing Span<UInt8>,
        into headers: inout HPACKHeaders
    ) {
        for field in scanner.fields where !field.known.isHopByHop {
            headers.add(
                name: bytes.text(from: field.nameStart, to: field.nameEnd).lowercased(),
                value: bytes.text(from: field.valueStart, to: field.valueEnd)
            )
        }
    }
}
