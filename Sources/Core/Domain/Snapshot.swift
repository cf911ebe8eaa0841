/// Every station of a city at one time: the unit in which data are collected, kept, forecast and served.
package struct Snapshot: Hashable, Sendable {
    /// Where it comes from: `simulation`, `seoul`, `gbfs:<system>`, `replay:<source>`.
    package var source: String
    /// The time the counts are true for.
    package var observedAt: Timestamp
    /// When it was received.
    package var collectedAt: Timestamp
    /// Seconds between two polls.
    package var intervalSeconds: Int
    /// The city's offset from UTC at ``observedAt``, in seconds.
    package var utcOffsetSeconds: Int
    /// Ordered by station id, each id once.
    package var stations: [StationStatus]

    package init(
        source: String,
        observedAt: Timestamp,
        collectedAt: Timestamp,
        intervalSeconds: Int,
        utcOffsetSeconds: Int,
        stations: [StationStatus]
    ) {
        self.source = source
        self.observedAt = observedAt
        self.collectedAt = collectedAt
        self.intervalSeconds = intervalSeconds
        self.utcOffsetSeconds = utcOffsetSeconds
        self.stations = stations
    }

    /// Seconds from ``observedAt`` to `now`, never negative.
    package func ageSeconds(at now: Timestamp) -> Double {
        max(0, now.secondsSince(observedAt))
    }

    /// Whether it lies more than one poll ahead of `now`: left behind by a run whose clock was elsewhere.
    package func isFromTheFuture(at now: Timestamp) -> Bool {
        observedAt > now.advanced(bySeconds: Int64(intervalSeconds))
    }

    /// Whether it is older than two polls and a half, so that at least one poll has been missed.
    package func isStale(at now: Timestamp) -> Bool {
        ageSeconds(at: now) > Staleness.limitSeconds(intervalSeconds: intervalSeconds)
    }
}

/// When data count as stale.
package enum Staleness {
    /// Age in seconds beyond which data polled every `intervalSeconds` are stale: two polls and a half.
    package static func limitSeconds(intervalSeconds: Int) -> Double {
        Double(intervalSeconds) * 2.5
    }
}
