package import Core

/// The `Date` header's text (RFC 9110 §5.6.7), made once a second. For one event loop.
package final class HTTPDateCache {
    package init() {}

    private var second = Int64.min
    private var text = ""
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// E.g. `Sun, 06 Nov 1994 08:49:37 GMT`.
    package func text(at instant: Timestamp) -> String {
        if instant.seconds == second { return text }
        second = instant.seconds
        let time = CivilTime(instant, utcOffsetSeconds: 0)
        let days = CivilTime.daysSinceEpoch(year: time.year, month: time.month, day: time.day)
        let weekday = Self.weekdays[CivilTime.weekday(daysSinceEpoch: days)]
        let clock = [time.hour, time.minute, time.second].map(Self.twoDigits).joined(separator: ":")
        text = "\(weekday), \(Self.twoDigits(time.day)) \(Self.months[time.month - 1]) \(time.year) \(clock) GMT"
        return text
    }

    private static func twoDigits(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}
