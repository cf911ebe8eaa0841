import Curl

extension RetryPolicy {
    /// For one page or file of a source: two more tries, soon after one another; the slot's own tries come on top.
    static let transient = RetryPolicy(maximumAttempts: 3, baseDelay: .milliseconds(200), maximumDelay: .seconds(2))
}
