package import Core
import Glibc

/// How often counts changed by how much, by horizon and ``ChangeCell``; sparse cells lean on coarser ones.
///
/// P(change | cell) = (histogram + k·P(change | cell without drift)) / (n + k), that one likewise over all states of
/// the same liveliness, and that one over a two-sided geometric distribution, which is made rather too wide than too
/// narrow.
package struct ChangeHistograms: Sendable {
    /// Observations at which a cell is believed by half.
    private static let shrinkage: Float = 60

    private let horizonCount = ForecastHorizons.minutes.count
    private var fine: [Float]
    private var coarse: [Float]
    private var pooled: [Float]
    private let priors: [[Float]]
    private var decay: EvidenceDecay

    package init(halfLifeDays: Double) {
        let size = ChangeDistribution.size
        fine = [Float](repeating: 0, count: ForecastHorizons.minutes.count * ChangeCell.count * size)
        coarse = [Float](repeating: 0, count: ForecastHorizons.minutes.count * ChangeCell.coarseCount * size)
        pooled = [Float](repeating: 0, count: ForecastHorizons.minutes.count * ChangeCell.magnitudes * size)
        priors = ForecastHorizons.minutes.flatMap { minutes in
            (0..<ChangeCell.magnitudes).map { magnitude in
                // Changes of a random walk would grow with √h; usual drifts let them grow faster.
                let growth = powf(Float(minutes) / 10, 0.75)
                return ChangeDistribution.geometric(
                    size: max(0.05, ChangeCell.typicalMagnitude(magnitude)) * growth * 1.2
                )
            }
        }
        decay = EvidenceDecay(halfLifeDays: halfLifeDays)
    }

    /// Learns the changes from one snapshot to the later one that was its truth at a horizon.
    package mutating func learn(horizon: Int, cells: [Int32], from earlier: SnapshotFrame, to later: SnapshotFrame) {
        if let factor = decay.advance(to: later.observedAt) {
            fine.multiply(by: factor)
            coarse.multiply(by: factor)
            pooled.multiply(by: factor)
        }
        let weight = decay.weight(at: later.observedAt)
        let size = ChangeDistribution.size
        for row in earlier.rows.lazy.map(Int.init) where earlier.isObserved(row) && later.isObserved(row) {
            let change = Int(later.bikes[row] - earlier.bikes[row])
            let bin = min(max(change, -ChangeDistribution.reach), ChangeDistribution.reach) + ChangeDistribution.reach
            let cell = Int(cells[row])
            fine[(horizon * ChangeCell.count + cell) * size + bin] += weight
            coarse[(horizon * ChangeCell.coarseCount + ChangeCell.coarse(cell)) * size + bin] += weight
            pooled[(horizon * ChangeCell.magnitudes + ChangeCell.magnitude(cell)) * size + bin] += weight
        }
    }

    /// The distribution of a cell's change as far as it is known at `time`.
    package func distribution(horizon: Int, cell: Int, at time: Timestamp) -> ChangeDistribution {
        let prior = Self.shrinkage * decay.weight(at: time)
        let magnitude = horizon * ChangeCell.magnitudes + ChangeCell.magnitude(cell)
        var mass = priors[magnitude]
        blend(&mass, with: pooled, cell: magnitude, prior: prior)
        blend(&mass, with: coarse, cell: horizon * ChangeCell.coarseCount + ChangeCell.coarse(cell), prior: prior)
        blend(&mass, with: fine, cell: horizon * ChangeCell.count + cell, prior: prior)
        return ChangeDistribution(mass: mass)
    }

    private func blend(_ mass: inout [Float], with counts: [Float], cell: Int, prior: Float) {
        let start = cell * ChangeDistribution.size
        var total: Float = prior
        for bin in 0..<ChangeDistribution.size { total += counts[start + bin] }
        for bin in 0..<ChangeDistribution.size { mass[bin] = (counts[start + bin] + prior * mass[bin]) / total }
    }
}
