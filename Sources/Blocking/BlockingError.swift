/// Why work could not be given to a blocking thread or a pooled resource could not be leased.
package struct BlockingError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The system refused another thread.
        package static let threadUnavailable = Code(rawValue: "thread unavailable")
        /// The queue of a `BlockingPool` is at its limit.
        package static let queueFull = Code(rawValue: "queue full")
        /// As many callers as allowed wait for a resource already.
        package static let tooManyWaiters = Code(rawValue: "too many waiters")
        /// No resource came free within the time limit.
        package static let leaseTimeout = Code(rawValue: "lease timeout")
        /// The pool is closed.
        package static let closed = Code(rawValue: "closed")
    }

    package let code: Code
    package let message: String

    /// Creates an error; `message` is for the log.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same call may succeed a moment later.
    package var isRetriable: Bool {
        code != .closed
    }

    package var description: String {
        "\(code.rawValue): \(message)"
    }
}
