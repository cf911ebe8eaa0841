/// What went wrong between the caller and Redis; never contains a password, a key's value or a command's arguments.
package struct RedisError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; an open set, compare with the static constants.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private let rawValue: String

        /// The URL or a setting cannot be used; nothing was sent.
        package static let invalidConfiguration = Code(rawValue: "invalidConfiguration")
        /// There is no connection now; the command was not sent.
        package static let notConnected = Code(rawValue: "notConnected")
        /// The connection ended after the command was sent: it may have been carried out, and is never sent again.
        package static let connectionLost = Code(rawValue: "connectionLost")
        /// No reply within the command's time; it may have been carried out.
        package static let timeout = Code(rawValue: "timeout")
        /// The limit of unanswered commands or bytes is reached; the command was not sent.
        package static let tooManyPending = Code(rawValue: "tooManyPending")
        /// The calling task was cancelled; a command already sent may have been carried out.
        package static let cancelled = Code(rawValue: "cancelled")
        /// The key that a transaction depends on could not be watched to its end: it was changed, or the connection lost,
        /// each time; nothing was carried out.
        package static let conflict = Code(rawValue: "conflict")
        /// Redis answered with an error; `serverPrefix` has its first word.
        package static let server = Code(rawValue: "server")
        /// The bytes received are not the Redis protocol.
        package static let protocolViolation = Code(rawValue: "protocolViolation")
        /// The reply has another type than the command promises.
        package static let unexpectedReply = Code(rawValue: "unexpectedReply")

        package var description: String { rawValue }
    }

    /// The kind of failure.
    package let code: Code
    /// One sentence for a log; for `.server` the text that Redis sent.
    package let message: String
    /// The error below this one, where there is one.
    package let underlying: (any Error)?

    init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// Whether the same call may succeed a moment later; the caller decides whether repeating it is harmless.
    package var isRetriable: Bool {
        switch code {
        case .notConnected, .connectionLost, .timeout, .tooManyPending, .conflict: true
        case .server: serverPrefix.map(Self.passingPrefixes.contains) ?? false
        default: false
        }
    }

    /// The first word of a server error (`MOVED`, `LOADING`, `NOAUTH` …); nil for other codes.
    package var serverPrefix: String? {
        code == .server ? String(message.prefix { $0 != " " }) : nil
    }

    package var description: String { "\(code): \(message)" }

    private static let passingPrefixes: Set<String> = [
        "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS",
    ]

    /// What a transaction depends on is not watched any more; nothing was carried out.
    static let watchEnded = RedisError(.conflict, "the key was not watched to the end")

    static func server(_ text: String) -> RedisError { RedisError(.server, text) }

    static func unexpected(_ command: String) -> RedisError {
        RedisError(.unexpectedReply, "\(command) was answered with a reply of another type")
    }
}
