/// How often and after what pauses ``HTTPClient/fetch(_:maximumBytes:retry:)`` repeats an idempotent request.
package struct RetryPolicy: Sendable {
    /// Attempts in all, the first included.
    package var maximumAttempts: Int
    /// Upper end of the first pause; it doubles with every attempt.
    package var baseDelay: Duration
    /// No pause is longer, whatever `Retry-After` says.
    package var maximumDelay: Duration
    /// Statuses that are worth another attempt.
    package var retriedStatuses: Set<Int>

    /// Three attempts with pauses of up to 200 ms and 400 ms unless told otherwise.
    package init(
        maximumAttempts: Int = 3,
        baseDelay: Duration = .milliseconds(200),
        maximumDelay: Duration = .seconds(5),
        retriedStatuses: Set<Int> = [429, 500, 502, 503, 504],
    ) {
        self.maximumAttempts = max(1, maximumAttempts)
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.retriedStatuses = retriedStatuses
    }

    /// One attempt only.
    package static let none = RetryPolicy(maximumAttempts: 1)

    /// The pause after attempt number `attempt` (from 1): anything up to the doubled base ("full jitter"), and no less
    /// than what the server asked for, both bounded by ``maximumDelay``.
    package func delay(
        afterAttempt attempt: Int,
        retryAfter: Duration? = nil,
        using generator: inout some RandomNumberGenerator,
    ) -> Duration {
        let doublings = min(max(0, attempt - 1), 30)
        let ceiling = min(baseDelay * (1 << doublings), maximumDelay)
        // 53 random bits as a fraction of one: a single draw, whatever the generator.
        let fraction = Double(generator.next() >> 11) / 0x1p53
        return max(ceiling * fraction, min(retryAfter ?? .zero, maximumDelay))
    }
}
