/// Exponential backoff with full jitter: each pause is drawn evenly from zero to a bound that doubles up to a limit.
struct Backoff {
    private let first: Duration
    private let limit: Duration
    private var bound: Duration

    init(first: Duration = .milliseconds(50), limit: Duration = .seconds(2)) {
        self.first = first
        self.limit = limit
        bound = first
    }

    /// The next pause; `fraction` gives a number in 0..<1 and is random outside tests.
    mutating func next(fraction: () -> Double = { Double.random(in: 0..<1) }) -> Duration {
        let pause = bound * fraction()
        bound = min(bound * 2, limit)
        return pause
    }

    /// Starts over after a connection that lasted.
    mutating func reset() {
        bound = first
    }
}
