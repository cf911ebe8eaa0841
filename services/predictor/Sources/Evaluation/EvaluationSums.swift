import Glibc

/// One row's forecast of one horizon beside what became of it.
struct EvaluatedForecast {
    var bikes: Float
    /// At ``LastValueReference/levels``.
    var quantiles: [Float]
    var pEmpty: Float
    var pFull: Float
    /// P(count < truth) and P(count ≤ truth).
    var below: Float
    var atMost: Float
    var last: Float
    var truth: Float
    var docksNow: Float
    var docksThen: Float
}

/// What is added up over forecasts; every measure of the report follows from it.
package struct EvaluationSums: Sendable {
    package internal(set) var count = 0
    /// Forecast minus truth.
    package internal(set) var error = 0.0
    package internal(set) var squared = 0.0, squaredLast = 0.0
    package internal(set) var absolute = 0.0, absoluteLast = 0.0
    package internal(set) var pinball = 0.0, pinballLast = 0.0
    package internal(set) var brierEmpty = 0.0, brierEmptyLast = 0.0, brierEmptyByCount = 0.0
    package internal(set) var brierFull = 0.0, brierFullLast = 0.0

    package init() {}

    mutating func add(_ forecast: EvaluatedForecast, reference: LastValueReference.Horizon) {
        let (truth, last) = (forecast.truth, forecast.last)
        count += 1
        error += Double(forecast.bikes - truth)
        squared += Self.square(truth - forecast.bikes)
        squaredLast += Self.square(truth - last)
        absolute += Double(abs(truth - forecast.quantiles[Self.median]))
        absoluteLast += Double(abs(truth - last))
        for (position, level) in LastValueReference.levels.enumerated() {
            pinball += Self.pinball(truth, forecast.quantiles[position], level)
            pinballLast += Self.pinball(truth, last + reference.quantiles[position], level)
        }
        let isEmpty: Float = truth == 0 ? 1 : 0
        brierEmpty += Self.square(isEmpty - forecast.pEmpty)
        brierEmptyLast += Self.square(isEmpty - (last == 0 ? 1 : 0))
        let count = min(Int(last), LastValueReference.countLimit)
        brierEmptyByCount += Self.square(isEmpty - reference.emptyByCount[count])
        let isFull: Float = forecast.docksThen <= 0 ? 1 : 0
        brierFull += Self.square(isFull - forecast.pFull)
        brierFullLast += Self.square(isFull - (forecast.docksNow <= 0 ? 1 : 0))
    }

    package mutating func add(_ other: EvaluationSums) {
        count += other.count
        error += other.error
        squared += other.squared
        squaredLast += other.squaredLast
        absolute += other.absolute
        absoluteLast += other.absoluteLast
        pinball += other.pinball
        pinballLast += other.pinballLast
        brierEmpty += other.brierEmpty
        brierEmptyLast += other.brierEmptyLast
        brierEmptyByCount += other.brierEmptyByCount
        brierFull += other.brierFull
        brierFullLast += other.brierFullLast
    }

    private static let median = 3

    package func mean(_ sum: Double) -> Double { count > 0 ? sum / Double(count) : 0 }
    package var rmse: Double { mean(squared).squareRoot() }
    package var rmseLast: Double { mean(squaredLast).squareRoot() }
    /// Mean over the levels.
    package var pinballMean: Double { mean(pinball) / Double(LastValueReference.levels.count) }
    package var pinballLastMean: Double { mean(pinballLast) / Double(LastValueReference.levels.count) }

    private static func square(_ value: Float) -> Double { Double(value) * Double(value) }

    private static func pinball(_ truth: Float, _ quantile: Float, _ level: Float) -> Double {
        Double(truth >= quantile ? (truth - quantile) * level : (quantile - truth) * (1 - level))
    }
}

/// How well probabilities keep their word: forecasts in a thousand bins, narrow near 0 and 1, where most lie.
package struct Reliability: Sendable {
    private static let fine = 1000
    private var counts = [Double](repeating: 0, count: fine)
    private var forecasts = [Double](repeating: 0, count: fine)
    private var events = [Double](repeating: 0, count: fine)

    package struct Bin: Sendable, Hashable {
        package var count: Double
        /// Mean forecast and share of events.
        package var forecast: Double
        package var observed: Double
    }

    package init() {}

    mutating func add(_ probability: Float, _ event: Bool) {
        // The angle whose squared sine is the probability.
        let angle = asin(Double(min(max(probability, 0), 1)).squareRoot()) * 2 / Double.pi
        let bin = min(Self.fine - 1, max(0, Int(angle * Double(Self.fine))))
        counts[bin] += 1
        forecasts[bin] += Double(probability)
        if event { events[bin] += 1 }
    }

    /// Up to `count` bins that hold about equally many forecasts.
    package func bins(_ count: Int = 10) -> [Bin] {
        var left = counts.reduce(0, +)
        var bins: [Bin] = []
        var open = Bin(count: 0, forecast: 0, observed: 0)
        for bin in counts.indices where counts[bin] > 0 {
            open.count += counts[bin]
            open.forecast += forecasts[bin]
            open.observed += events[bin]
            if bins.count < count - 1, open.count >= left / Double(count - bins.count) {
                left -= open.count
                bins.append(open)
                open = Bin(count: 0, forecast: 0, observed: 0)
            }
        }
        if open.count > 0 { bins.append(open) }
        return bins.map { Bin(count: $0.count, forecast: $0.forecast / $0.count, observed: $0.observed / $0.count) }
    }

    /// The largest difference between forecast and share over ten bins.
    package var largestError: Double { bins().map { abs($0.forecast - $0.observed) }.max() ?? 0 }
}
