extension HTTPClientRequest {
    /// Checks all that goes onto the wire and says where to; throws `invalidRequest`.
    func validated() throws(HTTPClientError) -> HTTPOrigin {
        let origin = try HTTPOrigin(url: url)
        guard method.isHTTPToken, method != "CONNECT" else {
            throw .invalidRequest("the method is not one that can be sent", origin)
        }
        if method == "HEAD", case .none = body {
        } else if method == "HEAD" {
            throw .invalidRequest("a HEAD request has no body", origin)
        }
        if case .stream(_, let length?) = body, length < 0 {
            throw .invalidRequest("the length of the body is negative", origin)
        }
        for field in headers {
            guard field.name.isHTTPToken else {
                throw .invalidRequest("a header name has characters that are not allowed", origin)
            }
            guard field.value.isHTTPFieldValue else {
                throw .invalidRequest("a header value has a line break or another control character", origin)
            }
        }
        return origin
    }
}

extension String {
    /// RFC 9110 `token`: what names and methods are made of.
    var isHTTPToken: Bool {
        !isEmpty && utf8.allSatisfy(\.isHTTPTokenByte)
    }

    /// Whether it stays within one header line.
    var isHTTPFieldValue: Bool {
        utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
    }
}

extension UInt8 {
    fileprivate var isHTTPTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
