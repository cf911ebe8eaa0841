/// Keeps requests away from an instance that does not answer well (M. Nygard, "Release It!", 2007). Pure state; the time is
/// a parameter.
///
/// Closed, it counts; after ``Limits/consecutiveFailures`` in a row, or when half of the last seconds' answers failed, it
/// opens for a while that doubles each time. Then one request may try (half-open): its outcome closes or opens it again.
package struct CircuitBreaker: Sendable {
    package struct Limits: Hashable, Sendable {
        package var consecutiveFailures = 5
        /// Of the requests in the window, from which number on it counts.
        package var failureShare = 0.5
        package var minimumRequests = 20
        package var window = Duration.seconds(10)
        package var shortestPause = Duration.seconds(1)
        package var longestPause = Duration.seconds(30)

        package init() {}
    }

    package enum State: String, Sendable {
        case closed
        case open
        case halfOpen = "half_open"
    }

    package private(set) var state = State.closed
    private let limits: Limits
    private var failuresInARow = 0
    private var counted = (requests: 0, failures: 0)
    private var windowStart: ContinuousClock.Instant?
    private var pause: Duration
    private var opensUntil: ContinuousClock.Instant?
    private var probeStarted: ContinuousClock.Instant?

    package init(limits: Limits = Limits()) {
        self.limits = limits
        pause = limits.shortestPause
    }

    /// Whether a request may be sent now. A probe is only given to one request, `mayProbe`, at a time.
    package mutating func admits(now: ContinuousClock.Instant, mayProbe: Bool) -> Bool {
        switch state {
        case .closed: return true
        case .open:
            guard mayProbe, let opensUntil, now >= opensUntil else { return false }
            state = .halfOpen
            probeStarted = now
            return true
        case .halfOpen:
            // A probe whose outcome was never told must not keep the way closed for ever.
            guard mayProbe, let probeStarted, now - probeStarted > limits.longestPause else { return false }
            self.probeStarted = now
            return true
        }
    }

    /// The instance answered; an answer of its own to a wrong request counts as well.
    package mutating func succeeded(now: ContinuousClock.Instant) {
        failuresInARow = 0
        switch state {
        case .closed: count(isFailure: false, now: now)
        case .halfOpen: close()
        // Of a request sent before it opened.
        case .open: break
        }
    }

    /// The instance did not answer, or with an error of its own making; `weight` is how many failures that counts for.
    package mutating func failed(now: ContinuousClock.Instant, weight: Int = 1) {
        failuresInARow += weight
        switch state {
        case .closed:
            count(isFailure: true, now: now)
            let isHalfBad =
                counted.requests >= limits.minimumRequests
                && Double(counted.failures) >= limits.failureShare * Double(counted.requests)
            if failuresInARow >= limits.consecutiveFailures || isHalfBad { open(now: now) }
        case .halfOpen:
            pause = min(pause * 2, limits.longestPause)
            open(now: now)
        case .open: break
        }
    }

    /// The request that was to find out ended without an outcome: the next one may try.
    package mutating func abandoned(now: ContinuousClock.Instant) {
        guard state == .halfOpen else { return }
        state = .open
        opensUntil = now
        probeStarted = nil
    }

    /// Opens it whatever has been counted.
    package mutating func trip(now: ContinuousClock.Instant) {
        if state == .closed { open(now: now) }
    }

    /// The instance answered a health check: it may be tried at once.
    package mutating func looksWell(now: ContinuousClock.Instant) {
        if state == .open, let until = opensUntil, until > now + limits.shortestPause {
            opensUntil = now + limits.shortestPause
        }
    }

    /// Whether nothing has failed that still counts.
    package var isUntroubled: Bool { state == .closed && failuresInARow == 0 && counted.failures == 0 }

    /// How long until a request may be tried; zero when it may.
    package func wait(now: ContinuousClock.Instant) -> Duration {
        guard state != .closed, let opensUntil, opensUntil > now else { return .zero }
        return opensUntil - now
    }

    private mutating func open(now: ContinuousClock.Instant) {
        state = .open
        opensUntil = now + pause
        probeStarted = nil
    }

    private mutating func close() {
        state = .closed
        pause = limits.shortestPause
        opensUntil = nil
        probeStarted = nil
        counted = (0, 0)
        windowStart = nil
    }

    private mutating func count(isFailure: Bool, now: ContinuousClock.Instant) {
        if let windowStart, now - windowStart < limits.window {
            counted.requests += 1
            counted.failures += isFailure ? 1 : 0
        } else {
            windowStart = now
            counted = (1, isFailure ? 1 : 0)
        }
    }
}
