/// A response whose head is there and whose body is on its way.
package struct HTTPClientResponse: Sendable {
    /// The status code, 200 or above.
    package let status: Int
    /// The fields in the order they came.
    package let headers: HTTPClientHeaders
    /// `1.0`, `1.1` or `2`.
    package let httpVersion: String
    /// The body; letting go of it cancels the transfer.
    package let body: HTTPClientBody
    /// How long connecting and the head took.
    package let timing: HTTPClientTiming
}

/// A response with its whole body.
package struct HTTPClientCollectedResponse: Sendable {
    /// The status code, 200 or above.
    package let status: Int
    /// The fields in the order they came.
    package let headers: HTTPClientHeaders
    /// `1.0`, `1.1` or `2`.
    package let httpVersion: String
    /// The body, within the limit the caller gave.
    package let body: [UInt8]
    /// How long connecting, the head and all of it took.
    package let timing: HTTPClientTiming
    /// Which attempt brought it, from 1.
    package var attempts = 1
}

/// Durations since the request was handed to the client, a wait for a free connection included, unless said otherwise.
package struct HTTPClientTiming: Sendable {
    /// Name look-up, connecting and TLS, by themselves; zero on a connection that was kept.
    package var connect: Duration = .zero
    /// Until the response head was complete.
    package var firstByte: Duration = .zero
    /// Until the last byte; `nil` while the body streams.
    package var total: Duration?
}

/// Status line and header fields.
struct ResponseHead: Sendable {
    var status = 0
    var httpVersion = ""
    var headers = HTTPClientHeaders()
    var timing = HTTPClientTiming()
}
