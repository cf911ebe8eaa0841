package import Core

/// How long a name is locked after failed attempts, whether there is such an account or not.
package enum SignInLock {
    /// Attempts that are free.
    static let freeAttempts = 5
    private static let firstSeconds: Int64 = 60
    private static let longestSeconds: Int64 = 3_600
    /// After this long without an attempt all is forgotten.
    static let memorySeconds: Int64 = 86_400

    /// The state after one more failure: from the fifth on a minute, then twice as long each time, up to an hour.
    package static func afterFailure(_ failures: SignInFailures, now: Timestamp) -> SignInFailures {
        let count = failures.count + 1
        guard count >= freeAttempts else { return SignInFailures(count: count, lockedUntil: failures.lockedUntil) }
        let doublings = min(count - freeAttempts, 10)
        let seconds = min(longestSeconds, firstSeconds << Int64(doublings))
        return SignInFailures(count: count, lockedUntil: now.advanced(bySeconds: seconds))
    }
}
