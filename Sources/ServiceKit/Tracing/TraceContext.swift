package import Tracing

/// A position in a distributed trace: W3C Trace Context level 1.
package struct TraceContext: Hashable, Sendable {
    /// 32 lower-case hex digits, not all zero.
    package let traceID: String
    /// 16 lower-case hex digits, not all zero: the span that is the parent of whatever happens next.
    package let spanID: String
    /// Bit 0: sampled.
    package let flags: UInt8
    /// The other systems' part, passed on as it came; at most 512 bytes.
    package let state: String?

    /// A trace that starts here.
    package init() {
        self.init(traceID: Self.randomHex(words: 2), spanID: Self.randomHex(words: 1), flags: 1, state: nil)
    }

    private init(traceID: String, spanID: String, flags: UInt8, state: String?) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.state = state
    }

    /// Reads `traceparent` and `tracestate`; nil when `traceparent` breaks the standard.
    package init?(traceparent: String, tracestate: String? = nil) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= 55, bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash,
            let version = Self.hexByte(bytes[0], bytes[1]), version != 0xFF,
            // Version 0 ends here; later versions may append, behind a dash.
            bytes.count == 55 || (version != 0 && bytes[55] == Self.dash),
            Self.isIdentifier(bytes[3..<35]), Self.isIdentifier(bytes[36..<52]),
            let flags = Self.hexByte(bytes[53], bytes[54])
        else { return nil }
        traceID = String(decoding: bytes[3..<35], as: UTF8.self)
        spanID = String(decoding: bytes[36..<52], as: UTF8.self)
        self.flags = flags & 1
        state = tracestate.flatMap { !$0.isEmpty && $0.utf8.count <= 512 ? $0 : nil }
    }

    /// A new span of the same trace.
    package func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.randomHex(words: 1), flags: flags, state: state)
    }

    /// The header value that makes a callee's spans children of this one.
    package var traceparent: String {
        "00-\(traceID)-\(spanID)-0\(flags)"
    }

    private static let dash = UInt8(ascii: "-")
    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static func isIdentifier(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { hexValue($0) != nil } && bytes.contains { $0 != UInt8(ascii: "0") }
    }

    private static func hexByte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = hexValue(high), let low = hexValue(low) else { return nil }
        return high << 4 | low
    }

    /// Upper case is not allowed by the standard.
    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func randomHex(words: Int) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(words * 16)
        for _ in 0..<words {
            var word = UInt64.random(in: 1...UInt64.max)
            for _ in 0..<16 {
                digits.append(hexDigits[Int(word & 15)])
                word >>= 4
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

private enum TraceContextKey: InstrumentationContextKey {
    typealias Value = TraceContext
}

private enum RequestIDKey: InstrumentationContextKey {
    typealias Value = String
}

extension InstrumentationContext {
    /// Where in which trace the current work belongs.
    package var trace: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }

    /// The `x-request-id` of the request being answered.
    package var requestID: String? {
        get { self[RequestIDKey.self] }
        set { self[RequestIDKey.self] = newValue }
    }
}
