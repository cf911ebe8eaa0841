/// The header fields the gateway looks at, changes or keeps to itself.
package enum KnownField: UInt8, CaseIterable, Sendable {
    case other
    // Of one connection only (RFC 9110, 7.6.1).
    case connection, keepAlive, proxyConnection, proxyAuthenticate, proxyAuthorization, proxyAuthenticationInfo
    case te, trailer, transferEncoding, upgrade, http2Settings
    // Framing and routing.
    case host, contentLength, expect
    // Said by the gateway alone. `Proxy` becomes a variable in CGI programs.
    case forwarded, forwardedFor, forwardedProto, forwardedHost, forwardedOther, realIP, proxy
    case traceparent, tracestate, requestID, requestTimeout
    case date, server, age, cacheStatus
    // Read on the way.
    case origin, acceptEncoding, authorization, idempotencyKey, accessControlRequestMethod, range, ifNoneMatch
    case contentEncoding, contentType, cacheControl, etag, accelBuffering, setCookie, vary

    /// Lower case, as it is written.
    package var name: String {
        switch self {
        case .other: ""
        case .connection: "connection"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthorization: "proxy-authorization"
        case .proxyAuthenticationInfo: "proxy-authentication-info"
        case .te: "te"
        case .trailer: "trailer"
        case .transferEncoding: "transfer-encoding"
        case .upgrade: "upgrade"
        case .http2Settings: "http2-settings"
        case .host: "host"
        case .contentLength: "content-length"
        case .expect: "expect"
        case .forwarded: "forwarded"
        case .forwardedFor: "x-forwarded-for"
        case .forwardedProto: "x-forwarded-proto"
        case .forwardedHost: "x-forwarded-host"
        case .forwardedOther: "x-forwarded-"
        case .realIP: "x-real-ip"
        case .proxy: "proxy"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .requestID: "x-request-id"
        case .requestTimeout: "x-request-timeout-ms"
        case .date: "date"
        case .server: "server"
        case .age: "age"
        case .cacheStatus: "cache-status"
        case .origin: "origin"
        case .acceptEncoding: "accept-encoding"
        case .authorization: "authorization"
        case .idempotencyKey: "idempotency-key"
        case .accessControlRequestMethod: "access-control-request-method"
        case .range: "range"
        case .ifNoneMatch: "if-none-match"
        case .contentEncoding: "content-encoding"
        case .contentType: "content-type"
        case .cacheControl: "cache-control"
        case .etag: "etag"
        case .accelBuffering: "x-accel-buffering"
        case .setCookie: "set-cookie"
        case .vary: "vary"
        }
    }

    /// Fields of one connection, which no proxy passes on.
    var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .proxyAuthenticate, .proxyAuthorization,
            .proxyAuthenticationInfo, .te, .trailer, .transferEncoding, .upgrade, .http2Settings:
            true
        default: false
        }
    }

    /// What a service hears from the gateway only, whatever the client sent.
    var isReplacedInRequests: Bool {
        switch self {
        case .host, .contentLength, .expect, .forwarded, .forwardedFor, .forwardedProto, .forwardedHost,
            .forwardedOther, .realIP,
            .proxy,
            .traceparent, .tracestate, .requestID, .requestTimeout:
            true
        default: isHopByHop
        }
    }

    /// What a client hears from the gateway only.
    var isReplacedInResponses: Bool {
        switch self {
        case .server, .requestID: true
        default: isHopByHop
        }
    }
}

/// Finds a ``KnownField`` by the bytes of its name, in any case, without making a string.
struct FieldNameTable: Sendable {
    static let shared = FieldNameTable()

    private struct Entry {
        var field: KnownField
        var nameStart: Int
        var nameCount: Int
    }

    /// Where the entries of each slot begin; the last ends at their count.
    private var starts: [Int] = []
    private var entries: [Entry] = []
    private var names: [UInt8] = []

    init() {
        var slots: [[(name: [UInt8], field: KnownField)]] = Array(repeating: [], count: 256)
        for field in KnownField.allCases where field != .other {
            let name = Array(field.name.utf8)
            slots[Self.slot(count: name.count, first: name[0], last: name[name.count - 1])].append((name, field))
        }
        for slot in slots {
            starts.append(entries.count)
            for (name, field) in slot {
                entries.append(Entry(field: field, nameStart: names.count, nameCount: name.count))
                names += name
            }
        }
        starts.append(entries.count)
    }

    /// `.other` for a name that is not known.
    func field(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> KnownField {
        let count = end - start
        let slot = Self.slot(count: count, first: bytes[start] | 0x20, last: bytes[end - 1] | 0x20)
        search: for position in starts[slot]..<starts[slot + 1] where entries[position].nameCount == count {
            let name = entries[position].nameStart
            for index in 0..<count where bytes[start + index].lowercasedASCII != names[name + index] {
                continue search
            }
            return entries[position].field
        }
        return isForwarded(bytes, from: start, count: count) ? .forwardedOther : .other
    }

    /// Whether the name begins with `x-forwarded-`: nobody but the gateway says such things.
    private func isForwarded(_ bytes: borrowing Span<UInt8>, from start: Int, count: Int) -> Bool {
        count > 12 && bytes[start] | 0x20 == UInt8(ascii: "x") && bytes[start + 1] == UInt8(ascii: "-")
            && bytes.equalsIgnoringCase("x-forwarded-", from: start, to: start + 12)
    }

    private static func slot(count: Int, first: UInt8, last: UInt8) -> Int {
        (count &* 31 &+ Int(first) &* 7 &+ Int(last)) & 255
    }
}

extension UInt8 {
    /// Letters A to Z made small, all else unchanged.
    var lowercasedASCII: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    /// Whether it may stand in a method or field name (RFC 9110, 5.6.2).
    var isTokenCharacter: Bool {
        guard self < 128 else { return false }
        let mask: UInt64 = self < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return mask >> UInt64(self & 63) & 1 == 1
    }

    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
}
