/// The forecasts that need no model, learned on the training days: what a model is judged against.
package struct LastValueReference: Sendable, Hashable {
    /// Levels of the quantiles by which distributions are judged.
    package static let levels: [Float] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
    /// Counts at or above this share one share of empty.
    package static let countLimit = 60

    package struct Horizon: Sendable, Hashable {
        package let minutes: Int
        /// Changes of count at ``levels``: added to the last value they are its quantiles.
        package var quantiles: [Float]
        /// How often a station with this many bikes now was empty then.
        package var emptyByCount: [Float]

        package init(minutes: Int, quantiles: [Float], emptyByCount: [Float]) {
            self.minutes = minutes
            self.quantiles = quantiles
            self.emptyByCount = emptyByCount
        }
    }

    package var horizons: [Horizon]

    package init(horizons: [Horizon]) {
        self.horizons = horizons
    }
}

/// Counts changes for a ``LastValueReference``.
struct LastValueCounts {
    private static let reach = 60
    private let minutes: [Int]
    private var changes: [[Double]]
    private var seen: [[Double]]
    private var empty: [[Double]]

    init(minutes: [Int]) {
        self.minutes = minutes
        changes = minutes.map { _ in [Double](repeating: 0, count: 2 * Self.reach + 1) }
        seen = minutes.map { _ in [Double](repeating: 0, count: LastValueReference.countLimit + 1) }
        empty = seen
    }

    mutating func add(_ day: CityDay) {
        for tick in stride(from: 0, to: day.frames.count, by: 10 / day.tickMinutes) {
            guard let now = day.frames[tick] else { continue }
            for horizon in minutes.indices {
                guard let then = day.frame(after: minutes[horizon], tick: tick) else { continue }
                for row in 0..<min(now.stationCount, then.stationCount) {
                    let change = then.bikes[row] - now.bikes[row]
                    guard change == change else { continue }
                    let bounded = min(max(Int(change), -Self.reach), Self.reach) + Self.reach
                    changes[horizon][bounded] += 1
                    let count = min(Int(now.bikes[row]), LastValueReference.countLimit)
                    seen[horizon][count] += 1
                    if then.bikes[row] == 0 { empty[horizon][count] += 1 }
                }
            }
        }
    }

    func reference() -> LastValueReference {
        LastValueReference(
            horizons: minutes.indices.map { horizon in
                LastValueReference.Horizon(
                    minutes: minutes[horizon],
                    quantiles: quantiles(changes[horizon]),
                    emptyByCount: zip(empty[horizon], seen[horizon]).map { Float($0 / max(1, $1)) }
                )
            }
        )
    }

    private func quantiles(_ counts: [Double]) -> [Float] {
        let total = counts.reduce(0, +)
        return LastValueReference.levels.map { level in
            var sum = 0.0
            for (position, count) in counts.enumerated() {
                sum += count
                if sum >= Double(level) * total { return Float(position - Self.reach) }
            }
            return 0
        }
    }
}
