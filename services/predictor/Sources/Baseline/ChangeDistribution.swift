package import Core
import Glibc

/// The probabilities of the changes −30 … 30 of a count; the outermost two stand for everything beyond.
package struct ChangeDistribution: Sendable {
    package static let reach = 30
    static let size = 2 * reach + 1

    /// Probability of a change of at most `index − reach`.
    private let cumulative: [Float]

    /// Takes `mass`, one entry a change from −30 on, which need not add up to 1.
    package init(mass: [Float]) {
        var sum: Float = 0
        var cumulative: [Float] = []
        cumulative.reserveCapacity(Self.size)
        for value in mass {
            sum += value
            cumulative.append(sum)
        }
        let total = sum > 0 ? sum : 1
        self.cumulative = cumulative.map { $0 / total }
    }

    /// The forecast of a station that has `bikes` and is full with `capacity`; mass below no bike lies at no bike.
    package func point(bikes: Int32, capacity: Int32, expected: Float) -> PointForecast {
        PointForecast(
            bikes: expected,
            p10: quantile(0.1, bikes: bikes),
            p50: quantile(0.5, bikes: bikes),
            p90: quantile(0.9, bikes: bikes),
            pEmpty: probability(ofAtMost: -bikes),
            // Without a dock the station is full even when it is empty.
            pFull: capacity <= 0 ? 1 : 1 - probability(ofAtMost: capacity - bikes - 1)
        )
    }

    private func quantile(_ level: Float, bikes: Int32) -> Float {
        let index = cumulative.firstIndex { $0 >= level } ?? Self.size - 1
        return Float(max(0, Int(bikes) + index - Self.reach))
    }

    private func probability(ofAtMost change: Int32) -> Float {
        let index = Int(change) + Self.reach
        if index < 0 { return 0 }
        return index < Self.size - 1 ? cumulative[index] : 1
    }

    /// A two-sided geometric distribution whose changes have the mean size `size` (0 excluded).
    static func geometric(size: Float) -> [Float] {
        // Of P(d) ∝ ratio^|d| the mean size is 2·ratio / (1 − ratio²).
        let ratio = (((1 + size * size).squareRoot()) - 1) / size
        let center = (1 - ratio) / (1 + ratio)
        return (-reach...reach).map { center * powf(ratio, Float(abs($0))) }
    }
}

extension SnapshotFrame {
    /// Bikes with which no dock is free. The source's free docks are believed: where it counts none, the station is
    /// full with the bikes it has, or with its racks when bikes are chained up beyond them.
    package func capacity(_ row: Int) -> Int32 {
        docksFree[row] > 0 ? bikes[row] + docksFree[row] : min(bikes[row], racks[row])
    }
}
