package import Core

/// Learns the baseline from snapshots in the order of their times, each one once.
///
/// Every snapshot is judged with what was known before it: the cells and usual changes that a change is filed under are
/// those of the earlier snapshot's own time, so the distributions are honest about data not yet seen.
package struct BaselineLearner: Sendable {
    /// Days in which evidence of one station's day loses half its weight; one day gives each slot one observation.
    static let profileHalfLifeDays = 28.0
    /// Days in which evidence of distributions, of which there is plenty, loses half its weight.
    static let distributionHalfLifeDays = 14.0

    private struct Remembered {
        var features: ForecastFeatures
        var cells: [[Int32]]
    }

    private var profiles = StationProfiles(halfLifeDays: profileHalfLifeDays)
    private var histograms = ChangeHistograms(halfLifeDays: distributionHalfLifeDays)
    private var choice = BaselineChoice()
    /// The snapshots of the last hour and a bit without a gap between them, oldest first.
    private var recent: [Remembered] = []
    /// Snapshots learned from.
    package private(set) var snapshotCount = 0
    /// Time of the last of them.
    package private(set) var learnedUpTo: Timestamp?

    package init() {}

    /// What is known now, as a model.
    package var model: BaselineModel { BaselineModel(histograms: histograms, choice: choice) }

    /// What is usual for the stations of `frame`, as far as it is known now.
    package func features(for frame: SnapshotFrame) -> ForecastFeatures { profiles.features(for: frame) }

    /// Learns from `frame`; false when one of its time or later was learned already.
    @discardableResult
    package mutating func learn(_ frame: SnapshotFrame) -> Bool {
        if let learnedUpTo {
            guard frame.observedAt > learnedUpTo else { return false }
            if SnapshotGap.separates(learnedUpTo, frame.observedAt, intervalSeconds: frame.intervalSeconds) {
                recent = []
            }
        }
        learnedUpTo = frame.observedAt
        snapshotCount += 1
        for (horizon, minutes) in ForecastHorizons.minutes.enumerated() {
            guard let earlier = remembered(minutes: minutes, before: frame) else { continue }
            let known = earlier.features
            histograms.learn(horizon: horizon, cells: earlier.cells[horizon], from: known.frame, to: frame)
            choice.learn(horizon: horizon, usualChange: known.usualChange[horizon], from: known.frame, to: frame)
            if horizon == ForecastHorizons.primary { profiles.learn(from: known.frame, to: frame) }
        }
        remember(frame)
        return true
    }

    /// The snapshot nearest to `minutes` before `frame`, if it is within half a poll.
    private func remembered(minutes: Int, before frame: SnapshotFrame) -> Remembered? {
        let wanted = frame.observedAt.advanced(bySeconds: Int64(-minutes * 60))
        let nearest = recent.min {
            abs($0.features.frame.observedAt.secondsSince(wanted))
                < abs($1.features.frame.observedAt.secondsSince(wanted))
        }
        guard let nearest else { return nil }
        let offset = nearest.features.frame.observedAt.secondsSince(wanted)
        return SnapshotGap.isNear(offsetSeconds: offset, intervalSeconds: frame.intervalSeconds) ? nearest : nil
    }

    private mutating func remember(_ frame: SnapshotFrame) {
        let features = profiles.features(for: frame)
        let cells = ForecastHorizons.minutes.indices.map { BaselineModel.cells(features, horizon: $0) }
        recent.append(Remembered(features: features, cells: cells))
        let reach = ForecastHorizons.longestSeconds + Int64(frame.intervalSeconds)
        let oldest = frame.observedAt.advanced(bySeconds: -reach)
        recent.removeAll { $0.features.frame.observedAt < oldest }
        // A source polled every few seconds would make an hour too many to keep.
        if recent.count > Self.recentLimit { recent.removeFirst(recent.count - Self.recentLimit) }
    }

    private static let recentLimit = 240
}
