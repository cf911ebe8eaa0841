import GradientBoosting
import Glibc

/// Rows as a city has them, drawn from a seed: counts, changes, shares and flows, one in thirty missing.
struct MeasuredRows {
    let table: FeatureTable
    /// A number of bikes that depends on the features and on chance.
    let labels: [Float]
    let names: [String]

    init(rows: Int, columns: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = FeatureTable(columnCount: columns, capacity: rows)
        var labels: [Float] = []
        labels.reserveCapacity(rows)
        var row = [Float](repeating: 0, count: columns)
        for _ in 0..<rows {
            for column in 0..<columns { row[column] = Self.value(column, &generator) }
            table.append(row)
            labels.append(Self.label(row, &generator))
        }
        self.table = table
        self.labels = labels
        names = (0..<columns).map { "f\($0)" }
    }

    private static func value(_ column: Int, _ generator: inout SeededGenerator) -> Float {
        let chance = generator.unit()
        if column > 0, generator.unit() < 1.0 / 30 { return .nan }
        switch column % 4 {
        case 0: return Float((chance * chance * 40).rounded(.down))
        case 1: return Float(((chance - 0.5) * (chance - 0.5) * (chance - 0.5) * 64).rounded())
        case 2: return Float(chance)
        default: return Float(-log(1 - chance))
        }
    }

    private static func label(_ row: [Float], _ generator: inout SeededGenerator) -> Float {
        var sum: Float = 0
        for (column, value) in row.enumerated() where value == value {
            let weight = 1 / Float(1 + column / 4)
            switch column % 4 {
            case 0: sum += weight * sin(value / 5)
            case 1: sum += weight * (value > 1 ? 1 : value < -1 ? -1 : 0)
            case 2: sum += weight * (value > 0.5 ? value * row[0] / 20 : 0)
            default: sum += weight * min(value, 2)
            }
        }
        return (sum + Float(generator.unit() + generator.unit() - 1) * 2).rounded()
    }
}
