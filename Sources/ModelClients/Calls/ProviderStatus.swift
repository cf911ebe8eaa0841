package import Core

/// What is known of a provider from the calls made so far.
package struct ProviderStatus: Sendable, Equatable {
    /// How far it can be relied on.
    package enum Level: String, Sendable {
        /// The last call was answered.
        case up
        /// The last call failed, or none was made yet; the next one is tried.
        case degraded
        /// So many calls failed that it is not asked for a while.
        case down
    }

    package var level: Level
    /// Since when it is so, in real time.
    package var since: Timestamp
    /// What the last failure said; kept while the level is `up`, so that it can be looked up.
    package var lastError: String?

    /// A status.
    package init(_ level: Level, since: Timestamp, lastError: String? = nil) {
        self.level = level
        self.since = since
        self.lastError = lastError
    }

    /// Takes over what the last call showed; `since` moves only with the level.
    mutating func become(_ level: Level, at time: Timestamp, error: String? = nil) {
        if level != self.level {
            self.level = level
            since = time
        }
        if let error { lastError = error }
    }
}
