package import Core
package import GradientBoosting
import Glibc

/// How far the features of the last 24 hours are from those a model learned from.
///
/// Counts are kept by hour of the suite's clock, so that the window rolls; each moment gives a sample of its rows.
package struct FeatureDrift: Sendable {
    private struct Column: Sendable {
        let name: String
        let position: Int
        let bins: FeatureBins
        /// Share of the rows the model learned from, by bin.
        let reference: [Double]
        /// Where its bins begin among those of all columns.
        let start: Int
    }

    private struct Hour: Sendable {
        var index: Int64
        var rows = 0
        var counts: [UInt32]
    }

    /// Rows without which nothing is said.
    package static let leastRows = 1000
    /// Rows taken of a moment: with a poll every five minutes, 147,000 a day.
    package static let rowsPerMoment = 512
    static let windowHours: Int64 = 24
    /// A share of nothing is taken for this much, so that its logarithm is one.
    private static let leastShare = 1e-4

    private let columnCount: Int
    private let columns: [Column]
    private let binCount: Int
    /// Oldest first.
    private var hours: [Hour] = []
    private var turn = 0

    /// Watches the features of `reference` that are among `names`, the names of the live columns in their order.
    package init(reference: FeatureReference, names: [String]) {
        let positions = Dictionary(
            names.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        var columns: [Column] = []
        var start = 0
        for feature in reference.features {
            guard let position = positions[feature.name] else { continue }
            let bins = FeatureBins(edges: feature.edges)
            let shares = [0] + feature.shares.dropLast() + [0] + feature.shares.suffix(1)
            columns.append(
                Column(name: feature.name, position: position, bins: bins, reference: shares, start: start)
            )
            start += bins.count
        }
        columnCount = names.count
        self.columns = columns
        binCount = start
    }

    /// Rows in the window.
    package var rowCount: Int { hours.reduce(0) { $0 + $1.rows } }
    /// Hours of the window from which there are rows, 24 at most.
    package var hourCount: Int { hours.count }

    /// Takes the features of all stations at a moment; columns in the order of the names are the caller's duty, and a
    /// table with another number of them is left out. A moment before the window, after a clock was put back, begins a
    /// new one.
    package mutating func add(_ table: FeatureColumns, at time: Timestamp) {
        guard table.columnCount == columnCount, table.rowCount > 0 else { return }
        var hour = takeHour(time.seconds.floorDivided(by: 3600))
        let taken = min(table.rowCount, Self.rowsPerMoment)
        // Stations take turns.
        let rows = (0..<taken).map { ($0 * table.rowCount / taken + turn) % table.rowCount }
        turn = (turn + 1) % table.rowCount
        for column in columns {
            let base = column.position * table.rowCount
            for row in rows { hour.counts[column.start + column.bins.bin(of: table.values[base + row])] += 1 }
        }
        hour.rows += taken
        putBack(hour)
    }

    /// The population stability index of each feature, Σ (live − learned) · ln(live / learned) over its bins, in the
    /// order of the reference; nil before there are 1,000 rows.
    ///
    /// The index of features that follow the time of day means little before the window has seen a whole day:
    /// ``hourCount`` tells.
    package func psi() -> [(name: String, psi: Double)]? {
        let rows = rowCount
        guard rows >= Self.leastRows else { return nil }
        var counts = [Double](repeating: 0, count: binCount)
        for hour in hours {
            for bin in counts.indices { counts[bin] += Double(hour.counts[bin]) }
        }
        return columns.map { column in
            var sum = 0.0
            for (bin, share) in column.reference.enumerated() {
                let live = max(counts[column.start + bin] / Double(rows), Self.leastShare)
                let learned = max(share, Self.leastShare)
                sum += (live - learned) * log(live / learned)
            }
            return (column.name, sum)
        }
    }

    /// The hour's counts, taken out so that they are changed in place; the window ends with the newest hour.
    private mutating func takeHour(_ index: Int64) -> Hour {
        if let newest = hours.last?.index {
            if index <= newest - Self.windowHours { hours.removeAll() }
            hours.removeAll { $0.index <= index - Self.windowHours }
        }
        if let position = hours.firstIndex(where: { $0.index == index }) { return hours.remove(at: position) }
        return Hour(index: index, counts: [UInt32](repeating: 0, count: binCount))
    }

    private mutating func putBack(_ hour: Hour) {
        let position = hours.firstIndex { $0.index > hour.index } ?? hours.endIndex
        hours.insert(hour, at: position)
    }
}
