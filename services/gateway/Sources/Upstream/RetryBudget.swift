/// How many requests may be sent a second time: a share of all, so that retries cannot double the load of a service that
/// is failing already (Google SRE book, ch. 22; Finagle's `RetryBudget`). Pure state; the time is a parameter.
package struct RetryBudget: Sendable {
    /// Retries earned by one request.
    private let share: Double
    /// Retries a second that are there in any case.
    private let minimumPerSecond: Double
    private let capacity: Double
    private var balance: Double
    private var refilledAt: ContinuousClock.Instant?

    package init(share: Double = 0.2, minimumPerSecond: Double = 10) {
        self.share = share
        self.minimumPerSecond = minimumPerSecond
        capacity = minimumPerSecond * 10
        balance = capacity
    }

    /// A request was sent for the first time.
    package mutating func deposit() {
        balance = min(capacity, balance + share)
    }

    /// Whether one more may be sent again; then it is taken off.
    package mutating func withdraw(now: ContinuousClock.Instant) -> Bool {
        if let refilledAt {
            balance = min(capacity, balance + (now - refilledAt) / .seconds(1) * minimumPerSecond)
        }
        refilledAt = now
        guard balance >= 1 else { return false }
        balance -= 1
        return true
    }
}
