import Core
import Glibc

/// Which of the two baselines is the expectation at each horizon: the one with the smaller squared error of late.
///
/// The last value serves until the usual change has been better by 0.2 % over enough counts, and again once it is no
/// longer better.
package struct BaselineChoice: Sendable {
    private static let halfLifeSeconds = 3.0 * 86_400
    private static let neededGain = 0.998
    private static let neededCount = 5000.0

    private var squaredLast = [Double](repeating: 0, count: ForecastHorizons.minutes.count)
    private var squaredUsual = [Double](repeating: 0, count: ForecastHorizons.minutes.count)
    private var counts = [Double](repeating: 0, count: ForecastHorizons.minutes.count)
    private var updatedAt = [Timestamp?](repeating: nil, count: ForecastHorizons.minutes.count)
    /// Whether the usual change is added, by horizon.
    package private(set) var usesUsualChange = [Bool](repeating: false, count: ForecastHorizons.minutes.count)

    package init() {}

    /// The name of the choice, e.g. `baseline-last-value`, `baseline-usual-change` or `baseline-usual-change-30+60`.
    package var version: String {
        let used = ForecastHorizons.minutes.indices.filter { usesUsualChange[$0] }.map { ForecastHorizons.minutes[$0] }
        if used.isEmpty { return "baseline-last-value" }
        if used.count == ForecastHorizons.minutes.count { return "baseline-usual-change" }
        return "baseline-usual-change-" + used.sorted().map(String.init).joined(separator: "+")
    }

    /// Learns how both would have done from one snapshot to its truth at a horizon.
    package mutating func learn(
        horizon: Int,
        usualChange: [Float],
        from earlier: SnapshotFrame,
        to later: SnapshotFrame
    ) {
        fade(horizon, to: later.observedAt)
        for row in earlier.rows.lazy.map(Int.init) where earlier.isObserved(row) && later.isObserved(row) {
            let last = Float(earlier.bikes[row])
            let truth = Float(later.bikes[row])
            let lastError = Double(truth - last)
            let usualError = Double(truth - max(0, last + usualChange[row]))
            squaredLast[horizon] += lastError * lastError
            squaredUsual[horizon] += usualError * usualError
            counts[horizon] += 1
        }
        let limit = usesUsualChange[horizon] ? 1 : Self.neededGain
        usesUsualChange[horizon] =
            counts[horizon] >= Self.neededCount && squaredUsual[horizon] < limit * squaredLast[horizon]
    }

    private mutating func fade(_ horizon: Int, to time: Timestamp) {
        if let last = updatedAt[horizon] {
            let factor = exp2(-max(0, time.secondsSince(last)) / Self.halfLifeSeconds)
            squaredLast[horizon] *= factor
            squaredUsual[horizon] *= factor
            counts[horizon] *= factor
        }
        updatedAt[horizon] = time
    }
}
