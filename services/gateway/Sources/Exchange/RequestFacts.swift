import HTTPTypes

/// What the gateway wants to know of a request besides its bytes.
///
/// Made once and then only read; a class, for it is handed about more often than it is made.
final class RequestFacts {
    var method = HTTPRequest.Method.get
    /// As the client wrote it, or the encoded form where it wrote letters outside ASCII.
    var target = ""
    var minorVersion = 1
    var isKeptAlive = true
    var expectsContinue = false
    var hasUnknownExpectation = false
    /// `websocket`, when the client asks for it properly.
    var upgrade: String?
    var acceptsGzip = false
    var acceptsTrailers = false
    var authorization: String?
    var ifNoneMatch: String?
    var hasRange = false
    var traceparent: String?
    var tracestate: String?
    var hasIdempotencyKey = false
    var origin: String?
    var asksForMethod = false
    var requestID: String?
    var authority: String?
    var hostCount = 0

    init(_ head: HeadScanner, _ bytes: borrowing Span<UInt8>) {
        method = Self.method(bytes, end: head.methodEnd)
        minorVersion = head.minorVersion
        isKeptAlive = head.minorVersion == 1
        var isUpgrade = false
        var upgradeTo: String?
        for field in head.fields where field.known != .other {
            let (start, end) = (field.valueStart, field.valueEnd)
            switch field.known {
            case .connection:
                bytes.forEachListMember(from: start, to: end) { from, to in
                    if bytes.equalsIgnoringCase("close", from: from, to: to) {
                        isKeptAlive = false
                    } else if bytes.equalsIgnoringCase("upgrade", from: from, to: to) {
                        isUpgrade = true
                    }
                }
            case .upgrade: upgradeTo = bytes.text(from: start, to: end)
            case .host:
                hostCount += 1
                authority = bytes.text(from: start, to: end)
            case .expect:
                expectsContinue = bytes.equalsIgnoringCase("100-continue", from: start, to: end)
                hasUnknownExpectation = !expectsContinue
            case .acceptEncoding: acceptsGzip = acceptsGzip || Self.acceptsGzip(bytes, start, end)
            case .te: acceptsTrailers = bytes.listContains("trailers", from: start, to: end)
            case .authorization: authorization = bytes.text(from: start, to: end)
            case .ifNoneMatch: ifNoneMatch = bytes.text(from: start, to: end)
            case .range: hasRange = true
            case .traceparent: traceparent = bytes.text(from: start, to: end)
            case .tracestate: tracestate = bytes.text(from: start, to: end)
            case .idempotencyKey: hasIdempotencyKey = true
            case .origin: origin = bytes.text(from: start, to: end)
            case .accessControlRequestMethod: asksForMethod = true
            case .requestID: requestID = bytes.text(from: start, to: end)
            default: break
            }
        }
        // Any other protocol, h2c before all, would open a tunnel past the rules of the edge.
        if isUpgrade, upgradeTo?.lowercased() == "websocket" { upgrade = "websocket" }
    }

    /// Whether sending the request twice does the same as once (RFC 9110, 9.2.2), or the service can tell by its key.
    func isRepeatable(on route: ProxyRoute) -> Bool {
        method == .get || method == .head || method == .options || hasIdempotencyKey && route.service.knowsKeys
    }

    private static func method(_ bytes: borrowing Span<UInt8>, end: Int) -> HTTPRequest.Method {
        switch (end, bytes[0]) {
        case (3, UInt8(ascii: "G")) where bytes[1] == UInt8(ascii: "E") && bytes[2] == UInt8(ascii: "T"): .get
        default: HTTPRequest.Method(bytes.text(from: 0, to: end)) ?? .trace
        }
    }

    /// Whether `gzip` is listed, and not with a weight of zero.
    private static func acceptsGzip(_ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var accepts = false
        bytes.forEachListMember(from: start, to: end) { from, to in
            var stop = from
            while stop < to, bytes[stop] != UInt8(ascii: ";"), !bytes[stop].isBlank { stop += 1 }
            guard bytes.equalsIgnoringCase("gzip", from: from, to: stop) else { return }
            let weight = bytes.text(from: stop, to: to).filter { $0 != " " && $0 != ";" }
            accepts = !(weight.hasPrefix("q=0") && !weight.contains { ("1"..."9").contains($0) })
        }
        return accepts
    }
}
