/// Why a provider could not do what it was asked. Texts hold neither keys nor what was sent.
package struct ProviderError: Error, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// A setting is not one that can work.
        case misconfigured
        /// Nobody answers, or the provider says it cannot now.
        case unavailable
        /// A time limit ran out.
        case timedOut
        /// It failed too often a moment ago and is not asked for a while.
        case circuitOpen
        /// The key is missing, wrong or not allowed to do this.
        case refused
        /// The model, collection or endpoint does not exist there.
        case notFound
        /// The request is more than the provider takes at once.
        case tooLarge
        /// The provider takes the request for wrong.
        case invalidRequest
        /// The answer is not what the protocol says, or breaks off.
        case unexpectedAnswer
        /// The calling task was cancelled.
        case cancelled
    }

    package let code: Code
    /// What happened, with the provider's own words where it gave any.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension ProviderError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { message }
    package var debugDescription: String { "\(code.rawValue): \(message)" }
}
