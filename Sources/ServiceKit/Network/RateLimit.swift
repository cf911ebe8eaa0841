/// How often something may be done: `100/s`, `600/m`, `5000/h`, `20/d`; as many may come at once.
package struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    package let requests: Int
    package let period: Duration

    private static let periods: KeyValuePairs<Substring, Duration> = [
        "s": .seconds(1), "m": .seconds(60), "h": .seconds(3_600), "d": .seconds(86_400),
    ]

    /// `requests` in each `period`, one of a second, a minute, an hour and a day.
    package init(requests: Int, period: Duration) {
        self.requests = requests
        self.period = period
    }

    /// Nil unless `text` is a number from 1 to 1,000,000, a slash and `s`, `m`, `h` or `d`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let requests = Int(parts[0]), (1...1_000_000).contains(requests),
            let period = Self.periods.first(where: { $0.key == parts[1] })?.value
        else { return nil }
        self.init(requests: requests, period: period)
    }

    package var description: String {
        let unit = Self.periods.first { $0.value == period }?.key
        return "\(requests)/\(unit ?? "(\(period))")"
    }
}
