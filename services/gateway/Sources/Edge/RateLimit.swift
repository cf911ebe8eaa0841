/// How many requests one address may make: `100/s`, `600/m`, `5000/h`.
package struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    package let requests: Int
    package let period: Duration

    /// Nil unless `text` is a number from 1 to 1,000,000, a slash and `s`, `m` or `h`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let requests = Int(parts[0]), (1...1_000_000).contains(requests) else { return nil }
        switch parts[1] {
        case "s": period = .seconds(1)
        case "m": period = .seconds(60)
        case "h": period = .seconds(3600)
        default: return nil
        }
        self.requests = requests
    }

    package var description: String {
        "\(requests)/\(period == .seconds(1) ? "s" : period == .seconds(60) ? "m" : "h")"
    }
}
