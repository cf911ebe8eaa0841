import FoundationEssentials

/// What time it is for the suite: the real time, or a recording's or simulation's, running at a speed of its own.
///
/// Slots, ages, expiries, horizons and scoring follow it; time-outs and back-off are real time.
/// Written `2024-11-20T06:00:00+08:00@60x`, or `…@60x/2026-11-22T10:00:00Z` where the part behind the slash says at which
/// real instant the clock showed the first part, so that processes started apart agree.
package struct WallClock: Sendable {
    private let realOrigin: Timestamp
    private let origin: Timestamp
    /// Clock seconds per real second.
    package let speed: Double
    /// Offset in which ``description`` and answers show the clock.
    package let utcOffsetSeconds: Int
    /// Whether it shows the real time.
    package let isReal: Bool

    /// The real time.
    package static let real = WallClock()

    private init() {
        realOrigin = Timestamp(seconds: 0)
        origin = Timestamp(seconds: 0)
        speed = 1
        utcOffsetSeconds = 0
        isReal = true
    }

    /// Parses the value of `CLOCK`; without an anchor the clock starts now. Throws a text that says what is wrong.
    package init(parsing text: String, realNow: Timestamp = WallClock.realNow()) throws(WallClockError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let clockParts = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = ZonedTimestamp(rfc3339: String(clockParts[0])) else {
            throw WallClockError(text: text)
        }
        var speed = 1.0
        if clockParts.count == 2 {
            guard clockParts[1].hasSuffix("x"), let value = Double(clockParts[1].dropLast()), value > 0, value <= 10_000
            else { throw WallClockError(text: text) }
            speed = value
        }
        var anchor = realNow
        if parts.count == 2 {
            guard let value = ZonedTimestamp(rfc3339: String(parts[1])) else { throw WallClockError(text: text) }
            anchor = value.instant
        }
        self.realOrigin = anchor
        self.origin = start.instant
        self.speed = speed
        self.utcOffsetSeconds = start.utcOffsetSeconds
        self.isReal = false
    }

    /// A clock that shows `start` at the real time `realNow` and runs at `speed`.
    package init(startingAt start: ZonedTimestamp, speed: Double, realNow: Timestamp = WallClock.realNow()) {
        realOrigin = realNow
        origin = start.instant
        self.speed = speed
        utcOffsetSeconds = start.utcOffsetSeconds
        isReal = false
    }

    /// The value of `CLOCK` that makes another process's clock show the same; empty for the real time.
    package var settingText: String {
        guard !isReal else { return "" }
        let start = ZonedTimestamp(origin, utcOffsetSeconds: utcOffsetSeconds).rfc3339
        let anchor = ZonedTimestamp(realOrigin, utcOffsetSeconds: 0).rfc3339
        let speedText = speed == speed.rounded() ? String(Int(speed)) : String(speed)
        return "\(start)@\(speedText)x/\(anchor)"
    }

    /// The instant the machine's own clock shows.
    package static func realNow() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// The instant this clock shows.
    package func now() -> Timestamp {
        at(realTime: WallClock.realNow())
    }

    /// The instant this clock shows when the real time is `realTime`.
    package func at(realTime: Timestamp) -> Timestamp {
        if isReal { return realTime }
        let elapsed = Double(realTime.milliseconds - realOrigin.milliseconds) * speed
        return Timestamp(milliseconds: origin.milliseconds + Int64(elapsed))
    }

    /// How long `seconds` of this clock take in real time.
    package func realDuration(seconds: Double) -> Duration {
        .milliseconds(Int64(max(0, seconds * 1000 / speed).rounded(.up)))
    }

    /// Waits until this clock shows `instant`; throws only when cancelled.
    package func sleep(until instant: Timestamp) async throws {
        let wait = realDuration(seconds: instant.secondsSince(now()))
        if wait > .zero {
            try await Task.sleep(for: wait)
        }
    }
}

/// A `CLOCK` that cannot be read.
package struct WallClockError: Error, CustomStringConvertible {
    let text: String

    package var description: String {
        "'\(text)' is not a clock; write it like 2024-11-20T06:00:00+08:00@60x"
    }
}
