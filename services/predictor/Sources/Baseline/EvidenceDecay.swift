package import Core
import Glibc

/// Lets old evidence fade without touching it: instead of shrinking old sums, newer evidence weighs more.
///
/// A weight of 1 at the first time grows by 2 every half-life; ratios of sums are then decayed means. Before weights
/// grow beyond what `Float` sums bear, the owner is told to scale its sums back.
package struct EvidenceDecay: Sendable {
    private let halfLifeSeconds: Double
    private var origin: Timestamp?
    /// The weight beyond which sums are scaled back.
    private static let ceiling = 4096.0

    package init(halfLifeDays: Double) {
        halfLifeSeconds = halfLifeDays * 86_400
    }

    /// The weight of evidence from `time`.
    package func weight(at time: Timestamp) -> Float {
        guard let origin else { return 1 }
        return Float(exp2(min(12, time.secondsSince(origin) / halfLifeSeconds)))
    }

    /// Moves the clock to `time`; the factor by which the owner must scale all its sums now, nil when there is no need.
    package mutating func advance(to time: Timestamp) -> Float? {
        guard let start = origin else {
            origin = time
            return nil
        }
        let weight = exp2(time.secondsSince(start) / halfLifeSeconds)
        guard weight >= Self.ceiling else { return nil }
        origin = time
        return Float(1 / weight)
    }
}
