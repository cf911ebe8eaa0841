package import Curl

/// What calls to one provider may cost.
package struct ProviderLimits: Sendable {
    /// For one attempt, from the request to the answer's last byte.
    package var attemptTime: Duration
    /// For a call with all its attempts and the pauses between them.
    package var totalTime: Duration
    /// How long a stream may stand still.
    package var idleTime: Duration
    /// How often a call is tried and the pauses between; its statuses are those that can be repeated.
    package var retry: RetryPolicy
    /// Of one answer.
    package var maximumAnswerBytes: Int
    package var circuit: CircuitBreaker.Settings

    /// Limits that suit a service on the same network.
    package init(
        attemptTime: Duration = .seconds(10),
        totalTime: Duration = .seconds(20),
        idleTime: Duration = .seconds(10),
        retry: RetryPolicy = RetryPolicy(retriedStatuses: [429, 502, 503, 504]),
        maximumAnswerBytes: Int = 32 << 20,
        circuit: CircuitBreaker.Settings = CircuitBreaker.Settings()
    ) {
        self.attemptTime = attemptTime
        self.totalTime = totalTime
        self.idleTime = idleTime
        self.retry = retry
        self.maximumAnswerBytes = maximumAnswerBytes
        self.circuit = circuit
    }
}
