package import ServiceKit

/// How many requests each address has made at all gateways together, as far as this one knows. Pure state; the time, Redis's
/// in milliseconds, is a parameter.
///
/// Two fixed windows make a sliding one: of the window before this, the part counts that lies less than a period back. They
/// bound the memory too: a new window takes the old one's place, and a full table is emptied, since Redis remembers.
package struct SharedCounts: Sendable {
    package typealias Key = [UInt8]

    /// What Redis is told: `requests` admitted here in a window and not reported yet.
    package struct Report: Hashable, Sendable {
        package let key: Key
        package let window: Int
        package let requests: Int

        package init(key: Key, window: Int, requests: Int) {
            self.key = key
            self.window = window
            self.requests = requests
        }
    }

    private struct Count {
        /// All gateways', this one's reported requests included.
        var known = 0
        /// Admitted here and not reported.
        var pending = 0
        var total: Int { known + pending }
    }

    private let limit: Double
    private let period: Int
    private let maximumAddresses: Int
    private var window = 0
    private var current: [Key: Count] = [:]
    private var previous: [Key: Count] = [:]
    /// Those of both windows that have something to report.
    private var unreported: [Report] = []

    /// At most twice `maximumAddresses` are remembered.
    package init(_ limit: RateLimit, maximumAddresses: Int = 50_000) {
        self.limit = Double(limit.requests)
        period = Int(limit.period / .milliseconds(1))
        self.maximumAddresses = max(1, maximumAddresses)
    }

    /// Takes one request into account: nil when it may pass, else how long until the next one may.
    package mutating func admit(_ key: Key, now: Int) -> Duration? {
        move(to: now)
        let elapsed = max(0, Double(now - window * period) / Double(period))
        let before = previous.isEmpty ? 0 : Double(previous[key]?.total ?? 0)
        let index = current.index(forKey: key)
        let total = Double(index.map { current.values[$0].total } ?? 0)
        guard before * (1 - elapsed) + total + 1 <= limit else {
            return wait(before: before, now: total, elapsed: elapsed)
        }
        if let index {
            if current.values[index].pending == 0 { unreported.append(Report(key: key, window: window, requests: 0)) }
            current.values[index].pending += 1
        } else {
            admitFirst(key)
        }
        return nil
    }

    /// Counts the first request of an address in this window.
    private mutating func admitFirst(_ key: Key) {
        if current.count >= maximumAddresses {
            current.removeAll(keepingCapacity: true)
            unreported.removeAll { $0.window == window }
        }
        unreported.append(Report(key: key, window: window, requests: 0))
        current[key] = Count(known: 0, pending: 1)
    }

    /// Until so much of what was has slid out of sight that one more fits.
    private func wait(before: Double, now: Double, elapsed: Double) -> Duration {
        let periods =
            now + 1 <= limit
            ? 1 - (limit - 1 - now) / before - elapsed
            : 1 - elapsed + max(0, 1 - (limit - 1) / now)
        return .milliseconds(max(1, Int((periods * Double(period)).rounded(.up))))
    }

    private mutating func move(to now: Int) {
        let next = now / period
        // Redis's clock may be set back a little; what is known stays.
        guard next > window else { return }
        previous = next == window + 1 ? current : [:]
        current = [:]
        window = next
        unreported.removeAll { $0.window < next - 1 }
    }

    /// What is to be reported now, `maximum` addresses at most. From here on it counts as known.
    package mutating func takeReports(maximum: Int, now: Int) -> [Report] {
        move(to: now)
        let taken = unreported.prefix(maximum)
        unreported.removeFirst(taken.count)
        return taken.compactMap { report in
            guard var count = count(report.key, report.window), count.pending > 0 else { return nil }
            let requests = count.pending
            count.known += requests
            count.pending = 0
            set(count, report.key, report.window)
            return Report(key: report.key, window: report.window, requests: requests)
        }
    }

    /// Redis has counted `report`: in its window there are `total` requests now, in the one before it `before`.
    package mutating func learn(_ report: Report, total: Int, before: Int) {
        update(report.key, report.window, total)
        update(report.key, report.window - 1, before)
    }

    private mutating func update(_ key: Key, _ window: Int, _ known: Int) {
        guard window == self.window || window == self.window - 1 else { return }
        var count = count(key, window) ?? Count()
        // A Redis that lost its data knows less than this gateway.
        count.known = max(count.known, known)
        set(count, key, window)
    }

    private func count(_ key: Key, _ window: Int) -> Count? {
        window == self.window ? current[key] : window == self.window - 1 ? previous[key] : nil
    }

    private mutating func set(_ count: Count, _ key: Key, _ window: Int) {
        if window == self.window {
            current[key] = count
        } else if window == self.window - 1, previous[key] != nil || previous.count < maximumAddresses {
            previous[key] = count
        }
    }

    /// How many addresses are remembered.
    package var count: Int { current.count + previous.count }
}
