import Core

/// Which part of the training a day belongs to, in the order of time.
///
/// Parts are whole days, and no row looks back or ahead beyond its own day: the night between two parts is the gap that
/// keeps the truths of one out of the features of the next.
package enum TrainingPart: Int, CaseIterable, Sendable {
    /// Only teaches what is usual.
    case warmUp
    /// Trees of the first stage grow on it.
    case growing
    /// Says when they stop growing, and when the second stage does.
    case stopping
    /// The second stage learns the distribution on it, from first-stage outputs that never saw these days.
    case shaping
    /// Calibrates the probabilities.
    case calibrating
}

/// The days of a training and what each is for.
package struct TrainingSplit: Sendable {
    /// Fewer days than this cannot be split.
    package static let fewestDays = 7
    /// Where each part but the last ends, as a share of the days.
    private static let shares = [0.14, 0.62, 0.70, 0.90]

    package let partByDay: [Int: TrainingPart]
    /// Kept out of all learning and judged at the end, oldest first.
    package let heldBack: [Int]
    package let lastDay: Int

    /// Splits `days` (ascending) after taking the last `heldBackCount` away; nil when too few are left.
    package init?(days: [Int], heldBackCount: Int) {
        let kept = days.dropLast(heldBackCount)
        guard kept.count >= Self.fewestDays, let last = kept.last else { return nil }
        heldBack = Array(days.suffix(heldBackCount))
        lastDay = last
        var ends: [Int] = []
        for (position, share) in Self.shares.enumerated() {
            let wanted = Int((share * Double(kept.count)).rounded())
            // Every part gets a day.
            let latest = kept.count - (Self.shares.count - position)
            ends.append(min(max(wanted, (ends.last ?? 0) + 1), latest))
        }
        var parts: [Int: TrainingPart] = [:]
        for (position, day) in kept.enumerated() {
            let part = ends.firstIndex { position < $0 } ?? ends.count
            parts[day] = TrainingPart(rawValue: part)
        }
        partByDay = parts
    }

    func days(of part: TrainingPart) -> Int { partByDay.values.count { $0 == part } }
}
