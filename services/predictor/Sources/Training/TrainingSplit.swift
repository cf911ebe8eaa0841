import Core

/// Which part of the training a day belongs to.
///
/// Parts are whole days, and no row looks back or ahead beyond its own day: the night between two days is the gap. What a day
/// brought reaches later ones only through what is usual, as in serving. What stops and what calibrates comes after what is
/// learned from.
package enum TrainingPart: Int, CaseIterable, Sendable {
    /// Only teaches what is usual.
    case warmUp
    /// Every other day: the first stage learns on one half of them what the second stage is shown of the other half.
    case firstFold
    case secondFold
    /// Says when trees stop growing.
    case stopping
    /// Calibrates the probabilities.
    case calibrating

    /// Those the models learn from.
    static let folds: [TrainingPart] = [.firstFold, .secondFold]
}

/// The days of a training and what each is for.
package struct TrainingSplit: Sendable {
    /// Fewer days than this cannot be split.
    package static let fewestDays = 7
    /// Where warming up, learning and stopping end, as shares of the days.
    private static let shares = [0.14, 0.82, 0.90]

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
        // Every part gets a day, learning two.
        for (number, (share, least)) in zip(Self.shares, [1, 2, 1]).enumerated() {
            let wanted = Int((share * Double(kept.count)).rounded())
            let latest = kept.count - (Self.shares.count - number) - (number == 0 ? 1 : 0)
            ends.append(min(max(wanted, (ends.last ?? 0) + least), latest))
        }
        var parts: [Int: TrainingPart] = [:]
        for (position, day) in kept.enumerated() {
            parts[day] =
                switch position {
                case ..<ends[0]: .warmUp
                case ..<ends[1]: TrainingPart.folds[(position - ends[0]) % TrainingPart.folds.count]
                case ..<ends[2]: .stopping
                default: .calibrating
                }
        }
        partByDay = parts
    }

    func days(of part: TrainingPart) -> Int { partByDay.values.count { $0 == part } }
}
