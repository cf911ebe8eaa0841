package import Core

/// Lets models and the baseline forecast the same snapshots and counts who is nearer to the truth.
///
/// The measure is the mean pinball loss of p10, p50 and p90: by hour for ten minutes ahead, and by station for every
/// horizon between the champion and the baseline.
package struct ForecastContest: Sendable {
    /// What the baseline is called here.
    package static let baseline = "baseline"
    /// Hours of which losses are kept: seven days.
    private static let hourLimit = 168
    /// Snapshots that wait for their truths at a time.
    private static let pendingLimit = 60

    private struct Entry: Sendable {
        let basedOn: Timestamp
        let rows: [Int32]
        /// By contestant, then by position in ``ForecastHorizons``; nil where it does not forecast.
        let forecasts: [String: [HorizonForecast?]]
    }

    /// Losses of one contestant in one hour.
    struct Loss: Sendable, Hashable {
        var count = 0.0
        var pinball = 0.0

        mutating func add(_ loss: Double) {
            count += 1
            pinball += loss
        }

        var mean: Double { count > 0 ? pinball / count : 0 }
    }

    private var pending: [Entry] = []
    /// By hour since the epoch, then by contestant.
    private var hours: [Int64: [String: Loss]] = [:]
    /// By position in ``ForecastHorizons``.
    package private(set) var stations = ForecastHorizons.minutes.map { _ in StationContest() }

    package init() {}

    /// Takes what the contestants said about a snapshot's stations.
    package mutating func add(basedOn: Timestamp, rows: [Int32], forecasts: [String: [HorizonForecast?]]) {
        pending.removeAll { $0.basedOn == basedOn }
        pending.append(Entry(basedOn: basedOn, rows: rows, forecasts: forecasts))
        if pending.count > Self.pendingLimit { pending.removeFirst() }
    }

    /// Counts the forecasts whose truth `frame` is. `champion` is compared with the baseline station by station.
    package mutating func settle(_ frame: SnapshotFrame, champion: String?) {
        for (horizon, minutes) in ForecastHorizons.minutes.enumerated() {
            for entry in pending {
                let offset = frame.observedAt.secondsSince(entry.basedOn) - Double(minutes * 60)
                guard SnapshotGap.isNear(offsetSeconds: offset, intervalSeconds: frame.intervalSeconds) else {
                    continue
                }
                if horizon == ForecastHorizons.primary { count(entry, truth: frame) }
                if let champion, let own = entry.forecasts[champion]?[horizon],
                    let baseline = entry.forecasts[Self.baseline]?[horizon]
                {
                    stations[horizon].add(rows: entry.rows, own: own, baseline: baseline, truth: frame)
                }
            }
        }
        let reach = Double(ForecastHorizons.longestSeconds) + Double(frame.intervalSeconds) / 2
        pending.removeAll { frame.observedAt.secondsSince($0.basedOn) >= reach }
    }

    private mutating func count(_ entry: Entry, truth: SnapshotFrame) {
        let hour = truth.observedAt.seconds / 3600
        var losses = hours[hour] ?? [:]
        for (name, forecasts) in entry.forecasts {
            guard let forecast = forecasts[ForecastHorizons.primary] else { continue }
            var loss = losses[name] ?? Loss()
            for (position, row) in entry.rows.lazy.map(Int.init).enumerated() where truth.isObserved(row) {
                loss.add(forecast.pinball(position, truth: Float(truth.bikes[row])))
            }
            losses[name] = loss
        }
        hours[hour] = losses
        if hours.count > Self.hourLimit, let oldest = hours.keys.min() { hours[oldest] = nil }
    }

    /// Forgets what was counted about contestants that are not `names`.
    package mutating func keep(_ names: Set<String>) {
        for hour in hours.keys { hours[hour] = hours[hour]?.filter { names.contains($0.key) } }
    }

    /// Forgets the comparison of stations, which was another champion's.
    package mutating func championChanged() { stations = ForecastHorizons.minutes.map { _ in StationContest() } }

    /// How `own` compares with `other` over the last `hourCount` hours in which both forecast.
    package func standing(_ own: String, against other: String, hours hourCount: Int) -> ContestStanding {
        let pairs = hours.sorted { $0.key < $1.key }.compactMap { _, losses -> (Double, Double)? in
            guard let mine = losses[own], let theirs = losses[other], mine.count > 0, theirs.count > 0 else {
                return nil
            }
            return (mine.mean, theirs.mean)
        }
        return ContestStanding(Array(pairs.suffix(hourCount)))
    }
}

/// How one contestant compares with another, paired by hour.
package struct ContestStanding: Sendable, Hashable {
    package let hours: Int
    /// Mean loss relative to the other's, minus 1: below 0 is better.
    package let difference: Double
    /// Student's t of the hourly differences; 0 with fewer than two hours.
    package let t: Double

    init(_ pairs: [(Double, Double)]) {
        hours = pairs.count
        let own = pairs.map(\.0).reduce(0, +)
        let other = pairs.map(\.1).reduce(0, +)
        difference = other > 0 ? own / other - 1 : 0
        let differences = pairs.map { $0.0 - $0.1 }
        let mean = differences.reduce(0, +) / Double(max(1, hours))
        let squares = differences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let error = hours > 1 ? (squares / Double(hours - 1) / Double(hours)).squareRoot() : 0
        t = error > 0 ? mean / error : (mean == 0 || hours < 2 ? 0 : mean.sign == .minus ? -.infinity : .infinity)
    }

    /// Clearly worse: by more than 1 %, and not by chance (t above 2).
    package var isWorse: Bool { difference > 0.01 && t > 2 }
    /// Better at all, and not by chance (t below −1.3: one-sided p under 0.1).
    package var isBetter: Bool { difference < 0 && t < -1.3 }
}

/// The champion against the baseline at every station: who serves there.
package struct StationContest: Sendable {
    /// Forecasts of a station before the comparison counts.
    private static let neededCount: Float = 300
    /// Each further forecast lets older ones weigh this much less.
    private static let memory: Float = 0.999
    /// The champion has to be worse by this much to lose a station, and better to win it back.
    private static let margin: Float = 1.02

    private var own: [Float] = []
    private var other: [Float] = []
    private var counts: [Float] = []
    /// Rows at which the baseline serves.
    package private(set) var fallback: [Bool] = []

    package init() {}

    package var fallbackCount: Int { fallback.count { $0 } }

    package func usesBaseline(_ row: Int) -> Bool { row < fallback.count && fallback[row] }

    mutating func add(rows: [Int32], own champion: HorizonForecast, baseline: HorizonForecast, truth: SnapshotFrame) {
        let needed = truth.bikes.count
        if counts.count < needed {
            own += repeatElement(0, count: needed - own.count)
            other += repeatElement(0, count: needed - other.count)
            fallback += repeatElement(false, count: needed - fallback.count)
            counts += repeatElement(0, count: needed - counts.count)
        }
        for (position, row) in rows.lazy.map(Int.init).enumerated() where truth.isObserved(row) {
            let bikes = Float(truth.bikes[row])
            own[row] = own[row] * Self.memory + Float(champion.pinball(position, truth: bikes))
            other[row] = other[row] * Self.memory + Float(baseline.pinball(position, truth: bikes))
            counts[row] = counts[row] * Self.memory + 1
            guard counts[row] >= Self.neededCount else { continue }
            fallback[row] = fallback[row] ? own[row] > other[row] : own[row] > other[row] * Self.margin
        }
    }
}

extension HorizonForecast {
    /// Mean pinball loss of p10, p50 and p90 of one station.
    func pinball(_ position: Int, truth: Float) -> Double {
        let loss = { (quantile: Float, level: Float) in
            truth >= quantile ? (truth - quantile) * level : (quantile - truth) * (1 - level)
        }
        return Double(loss(p10[position], 0.1) + loss(p50[position], 0.5) + loss(p90[position], 0.9)) / 3
    }
}
