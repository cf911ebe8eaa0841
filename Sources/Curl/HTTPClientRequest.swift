/// One request: what to ask, and how long to wait for it.
package struct HTTPClientRequest: Sendable {
    /// What is sent behind the head; it alone decides `Content-Length` and `Transfer-Encoding`.
    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// Pieces as they come, with back-pressure. Without a length the body is sent chunked. Never sent twice.
        case stream(any AsyncSequence<[UInt8], any Error> & Sendable, length: Int?)
    }

    /// The method, in capitals; any token but CONNECT.
    package var method: String
    /// An absolute http or https URL, percent-encoded already, at most 16 KiB.
    package var url: String
    /// Sent as they stand; `Content-Length` and `Transfer-Encoding` are left out in favour of ``body``.
    package var headers: HTTPClientHeaders
    /// What is sent; a HEAD request has none.
    package var body: Body
    /// Limit for the whole transfer, waiting for a connection included; `nil` is unlimited.
    package var timeout: Duration?
    /// How long the response head may take, counted from the start or from the last piece of the body that was taken;
    /// the clock stands while this side has no piece to send. `nil` is unlimited.
    package var headTimeout: Duration?
    /// How long a body may stand still, in either direction, unless this side is what holds it up; `nil` is unlimited.
    package var idleTimeout: Duration?
    /// Asks for a compressed response and decompresses it; otherwise bodies arrive as they were sent.
    package var acceptCompressed: Bool

    /// A request that gives up after 30 s unless told otherwise.
    package init(
        method: String = "GET",
        url: String,
        headers: HTTPClientHeaders = [:],
        body: Body = .none,
        timeout: Duration? = .seconds(30),
        headTimeout: Duration? = nil,
        idleTimeout: Duration? = nil,
        acceptCompressed: Bool = false,
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.headTimeout = headTimeout
        self.idleTimeout = idleTimeout
        self.acceptCompressed = acceptCompressed
    }
}

extension HTTPClientRequest {
    /// Whether doing it twice does what doing it once does (RFC 9110, without TRACE).
    var isIdempotent: Bool {
        switch method {
        case "GET", "HEAD", "PUT", "DELETE", "OPTIONS": true
        default: false
        }
    }

    /// Whether the body can be sent again from its beginning.
    var isReplayable: Bool {
        if case .stream = body { false } else { true }
    }
}
