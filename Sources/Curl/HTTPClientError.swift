/// Why a request failed. Texts name the scheme, host and port at most, never path, query or user: keys stand there.
package struct HTTPClientError: Error, Sendable {
    /// The kind of failure.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// One of the request's own time limits, or the client's connect limit, ran out.
        package static let timedOut = Code(description: "timedOut")
        /// Nobody answers at the address.
        package static let connectFailed = Code(description: "connectFailed")
        /// The host name has no address.
        package static let nameResolution = Code(description: "nameResolution")
        /// The handshake failed or the certificate was not accepted.
        package static let tls = Code(description: "tls")
        /// The connection broke before the response head was complete.
        package static let connectionLost = Code(description: "connectionLost")
        /// The response ended before its announced end.
        package static let truncated = Code(description: "truncated")
        /// The collected body passed the caller's limit.
        package static let bodyTooLarge = Code(description: "bodyTooLarge")
        /// The response head passed the client's limit.
        package static let headTooLarge = Code(description: "headTooLarge")
        /// The peer does not speak HTTP as it should.
        package static let protocolViolation = Code(description: "protocol")
        /// The request cannot be sent as it is.
        package static let invalidRequest = Code(description: "invalidRequest")
        /// The stream of the request's body threw; its error is `underlying`.
        package static let requestBodyFailed = Code(description: "requestBodyFailed")
        /// The calling task was cancelled or let go of the body.
        package static let cancelled = Code(description: "cancelled")
        /// The client was shut down.
        package static let shutdown = Code(description: "shutdown")
        /// More requests wait for a connection than the client's limit.
        package static let tooManyPending = Code(description: "tooManyPending")
        /// The machine lacks memory, threads or descriptors.
        package static let resources = Code(description: "resources")
    }

    /// The kind of failure.
    package let code: Code
    /// What happened and, where it is known, with whom.
    package let message: String
    /// Whether the same request may succeed a little later, as far as the failure tells.
    package let isRetriable: Bool
    /// libcurl's own report (``CurlFailure``), or what the request's body threw.
    package let underlying: (any Error)?

    init(
        _ code: Code,
        _ message: String,
        _ origin: HTTPOrigin? = nil,
        isRetriable: Bool = false,
        underlying: (any Error)? = nil,
    ) {
        self.code = code
        self.message = origin.map { "\(message) (\($0))" } ?? message
        self.isRetriable = isRetriable
        self.underlying = underlying
    }

    static func invalidRequest(_ message: String, _ origin: HTTPOrigin? = nil) -> HTTPClientError {
        HTTPClientError(.invalidRequest, message, origin)
    }

    static func timedOut(_ message: String, _ origin: HTTPOrigin) -> HTTPClientError {
        HTTPClientError(.timedOut, message, origin, isRetriable: true)
    }

    static func cancelled(_ origin: HTTPOrigin) -> HTTPClientError {
        HTTPClientError(.cancelled, "the request was cancelled", origin)
    }

    static func shutdown(_ origin: HTTPOrigin) -> HTTPClientError {
        HTTPClientError(.shutdown, "the client is shut down", origin)
    }
}

extension HTTPClientError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "\(code): \(message)" }

    // Reflection would print `underlying`, which may come from anywhere.
    package var debugDescription: String { description }
}

/// What libcurl reported about a failed transfer.
package struct CurlFailure: Error, Sendable, CustomStringConvertible {
    /// The `CURLcode`.
    package let code: UInt32
    /// libcurl's fixed text for it.
    package let description: String
}
