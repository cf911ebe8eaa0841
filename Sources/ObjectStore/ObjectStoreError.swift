/// Why a store could not do what it was asked. Texts hold no credentials, signatures or object contents.
package struct ObjectStoreError: Error, Sendable {
    /// The kind of failure.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// The ``PutCondition`` did not hold; the object is as it was.
        package static let conditionFailed = Code(description: "conditionFailed")
        /// The bucket does not exist.
        package static let notFound = Code(description: "notFound")
        /// The store knows the caller, or says it does not, and refuses.
        package static let accessDenied = Code(description: "accessDenied")
        /// No credentials are configured, or their source does not give them.
        package static let credentials = Code(description: "credentials")
        /// The store does not answer, or says it cannot now.
        package static let unavailable = Code(description: "unavailable")
        /// The object, the list or the answer is longer than the caller's or the store's limit.
        package static let tooLarge = Code(description: "tooLarge")
        /// The URL, key, setting or request is not one the store takes.
        package static let invalid = Code(description: "invalid")
        /// The store's answer is not what its protocol says.
        package static let unexpectedAnswer = Code(description: "unexpectedAnswer")
        /// The calling task was cancelled.
        package static let cancelled = Code(description: "cancelled")
    }

    /// The kind of failure.
    package let code: Code
    /// What happened, for the log.
    package let message: String
    /// Whether the same call may succeed a little later.
    package let isRetriable: Bool
    /// The error of the layer below.
    package let underlying: (any Error)?

    init(_ code: Code, _ message: String, isRetriable: Bool = false, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.isRetriable = isRetriable
        self.underlying = underlying
    }

    static func cancelled(_ underlying: (any Error)? = nil) -> ObjectStoreError {
        ObjectStoreError(.cancelled, "the call was cancelled", underlying: underlying)
    }
}

extension ObjectStoreError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "\(code): \(message)" }

    // Reflection would print `underlying`, which may come from anywhere.
    package var debugDescription: String { description }
}
