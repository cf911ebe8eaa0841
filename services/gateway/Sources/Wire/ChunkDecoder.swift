package import NIOCore

/// Takes a chunked body (RFC 9112, 7.1) apart piece by piece, strictly: no extensions, no bare line feeds.
package struct ChunkDecoder: Sendable {
    package enum Event: Sendable {
        case data(ByteBuffer)
        /// The body is over; the fields behind it as they came, empty line included, or nil when there are none.
        case end(trailers: ByteBuffer?)
    }

    private enum State {
        case size(value: Int, digits: Int)
        case sizeLineFeed(Int)
        case data(Int)
        case dataCarriageReturn
        case dataLineFeed
        case trailers
        case done
    }

    private static let maximumTrailerBytes = 8192
    private var state = State.size(value: 0, digits: 0)
    private var trailers = ByteBuffer()

    package init() {}

    /// The next event of `input`, which it consumes; nil when more bytes are needed.
    package mutating func next(_ input: inout ByteBuffer) throws(HeadError) -> Event? {
        while true {
            switch state {
            case .data(let remaining):
                guard let piece = input.readSlice(length: min(remaining, input.readableBytes)), piece.readableBytes > 0
                else { return nil }
                let left = remaining - piece.readableBytes
                state = left == 0 ? .dataCarriageReturn : .data(left)
                return .data(piece)
            case .trailers:
                return try readTrailers(&input)
            case .done:
                return nil
            case .size, .sizeLineFeed, .dataCarriageReturn, .dataLineFeed:
                guard let byte = input.readInteger(as: UInt8.self) else { return nil }
                try take(byte)
            }
        }
    }

    /// One byte of the framing.
    private mutating func take(_ byte: UInt8) throws(HeadError) {
        switch (state, byte) {
        case (.size(let value, let digits), _):
            if let digit = byte.hexadecimalValue, digits < 12 {
                state = .size(value: value << 4 | Int(digit), digits: digits + 1)
            } else {
                guard byte == .carriageReturn, digits > 0 else { throw .malformed("the size of a chunk") }
                state = .sizeLineFeed(value)
            }
        case (.sizeLineFeed(let size), .lineFeed): state = size == 0 ? .trailers : .data(size)
        case (.dataCarriageReturn, .carriageReturn): state = .dataLineFeed
        case (.dataLineFeed, .lineFeed): state = .size(value: 0, digits: 0)
        default: throw .malformed("the end of a chunk")
        }
    }

    private mutating func readTrailers(_ input: inout ByteBuffer) throws(HeadError) -> Event? {
        while let byte = input.readInteger(as: UInt8.self) {
            trailers.writeInteger(byte)
            guard trailers.readableBytes <= Self.maximumTrailerBytes else { throw .tooLarge }
            guard byte == .lineFeed else { continue }
            guard let isEmpty = try Self.ends(trailers) else { continue }
            state = .done
            return .end(trailers: isEmpty ? nil : trailers)
        }
        return nil
    }

    /// Whether the fields, of which a line has just ended, have come to their end, and if so whether there are none.
    private static func ends(_ trailers: ByteBuffer) throws(HeadError) -> Bool? {
        let bytes = trailers.readableBytesUInt8Span
        let count = bytes.count
        guard count >= 2, bytes[count - 2] == .carriageReturn else { throw .malformed("a line behind the last chunk") }
        if count == 2 { return true }
        guard HeadScanner.end(of: bytes, from: count - 1) == count else { return nil }
        var scanner = HeadScanner()
        try scanner.scanTrailers(bytes, end: count)
        return false
    }
}

extension UInt8 {
    /// Of a digit 0–9, a–f or A–F.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
