import Curl

/// One attempt that failed, and whether another is worth it.
struct FailedAttempt: Error {
    let error: ProviderError
    let isRepeatable: Bool
    /// The pause the provider asked for.
    var retryAfter: Duration?

    /// A call that got no answer, or only part of one.
    init(_ failure: HTTPClientError, of provider: String) {
        let code: ProviderError.Code
        switch failure.code {
        case .cancelled: code = .cancelled
        case .timedOut: code = .timedOut
        case .invalidRequest: code = .misconfigured
        case .bodyTooLarge, .headTooLarge, .protocolViolation, .truncated: code = .unexpectedAnswer
        default: code = .unavailable
        }
        error = ProviderError(code, "\(provider): \(failure.message)")
        switch failure.code {
        case .connectFailed, .nameResolution, .connectionLost, .truncated: isRepeatable = true
        case .tls: isRepeatable = failure.isRetriable
        default: isRepeatable = false
        }
    }

    /// An answer that is a refusal; `words` are the provider's own.
    init(status: Int, words: String?, from origin: String, of provider: String, repeatable statuses: Set<Int>) {
        var message = "\(provider): \(origin) answered \(status)"
        if (300..<400).contains(status) { message += ", a redirect, which is not followed" }
        if let words { message += ": \(words)" }
        error = ProviderError(Self.code(of: status), message)
        isRepeatable = statuses.contains(status)
    }

    /// A failure that no repetition mends.
    init(_ error: ProviderError) {
        self.error = error
        isRepeatable = false
    }

    private static func code(of status: Int) -> ProviderError.Code {
        switch status {
        case 300..<400: .misconfigured
        case 400, 409, 422: .invalidRequest
        case 401, 403: .refused
        case 404, 405: .notFound
        case 413: .tooLarge
        default: .unavailable
        }
    }
}
