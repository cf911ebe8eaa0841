package import Core

/// Days as people count them where the stations are.
package enum LocalDay {
    /// Seconds of a day; a day on which clocks change counts as long as the others.
    package static let seconds: Int64 = 86_400

    /// Midnight before `time`.
    package static func start(of time: Timestamp, utcOffsetSeconds: Int) -> Timestamp {
        let offset = Int64(utcOffsetSeconds)
        return time.advanced(bySeconds: offset).slotStart(intervalSeconds: seconds).advanced(bySeconds: -offset)
    }

    /// The date of `time`, written `2024-11-20`.
    package static func date(of time: Timestamp, utcOffsetSeconds: Int) -> String {
        String(ZonedTimestamp(time, utcOffsetSeconds: utcOffsetSeconds).rfc3339.prefix(10))
    }
}
