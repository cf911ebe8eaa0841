/// How often something may be done: `20/m` holds for a minute, and as many may come at once.
package struct RateLimit: Sendable, Equatable {
    package let count: Int
    package let seconds: Int

    package init(count: Int, seconds: Int) {
        self.count = count
        self.seconds = seconds
    }

    /// Nil unless `text` is a number from 1 to 1,000,000, a slash and `s`, `m`, `h` or `d`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count) else { return nil }
        switch parts[1] {
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3_600
        case "d": seconds = 86_400
        default: return nil
        }
        self.count = count
    }
}
