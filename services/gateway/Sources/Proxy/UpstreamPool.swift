/// The instances of one service: who is next, and who is left alone for a while. Pure state; the time is a parameter.
package struct UpstreamPool: Sendable {
    private struct Instance {
        let url: String
        var restsUntil: ContinuousClock.Instant?
    }

    private var instances: [Instance]
    private var cursor = 0
    private let rest: Duration

    /// `urls` without a path, e.g. `http://127.0.0.1:8081`; an instance that cannot be reached rests for `rest`.
    package init(urls: [String], rest: Duration = .seconds(5)) {
        instances = urls.map { Instance(url: $0) }
        self.rest = rest
    }

    /// The addresses, in the order given.
    package var urls: [String] { instances.map(\.url) }

    /// The next instance in turn that is not resting and not among `tried`; when all rest, the one that has rested longest.
    package mutating func next(
        now: ContinuousClock.Instant,
        excluding tried: Set<Int> = []
    ) -> (index: Int, url: String)? {
        let order = (0..<instances.count).map { (cursor + $0) % instances.count }.filter { !tried.contains($0) }
        let awake = order.first { index in instances[index].restsUntil.map { $0 <= now } ?? true }
        let chosen =
            awake
            ?? order.min { left, right in
                (instances[left].restsUntil ?? now) < (instances[right].restsUntil ?? now)
            }
        guard let chosen else { return nil }
        cursor = (chosen + 1) % instances.count
        return (chosen, instances[chosen].url)
    }

    /// No connection could be made.
    package mutating func unreachable(_ index: Int, now: ContinuousClock.Instant) {
        instances[index].restsUntil = now + rest
    }

    /// It answered something.
    package mutating func answered(_ index: Int) {
        instances[index].restsUntil = nil
    }
}
