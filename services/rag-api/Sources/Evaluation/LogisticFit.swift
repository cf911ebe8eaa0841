import Glibc

/// Logistic regression with a little ridge, both classes counting the same, by Newton's method.
struct LogisticFit {
    private static let ridge = 0.003
    private static let steps = 40

    private(set) var bias: Double
    private(set) var weights: [Double]

    /// Fits `samples`, each with as many values.
    init(_ samples: [(values: [Double], label: Bool)]) {
        let labels = samples.map(\.label)
        let count = samples.first?.values.count ?? 0
        let scales = (0..<count).map { sign in Scale(samples.map { $0.values[sign] }) }
        // The first column is the bias.
        let rows = samples.map { sample in [1] + zip(scales, sample.values).map { $0.apply($1) } }
        var fitted = [Double](repeating: 0, count: count + 1)
        for _ in 0..<Self.steps {
            let (gradient, hessian) = Self.derivatives(rows, labels, fitted)
            for (place, step) in Self.solve(hessian, gradient).enumerated() { fitted[place] -= step }
        }
        weights = zip(fitted.dropFirst(), scales).map { $0 / $1.deviation }
        bias = fitted[0] - zip(weights, scales).reduce(0) { $0 + $1.0 * $1.1.mean }
    }

    private static func derivatives(_ rows: [[Double]], _ labels: [Bool], _ weights: [Double]) -> (
        gradient: [Double], hessian: [[Double]]
    ) {
        let positives = Double(max(labels.count { $0 }, 1))
        let negatives = Double(max(labels.count - Int(positives), 1))
        var gradient = [Double](repeating: 0, count: weights.count)
        var hessian = [[Double]](repeating: gradient, count: weights.count)
        for (label, row) in zip(labels, rows) {
            let sum = zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
            let probability = 1 / (1 + exp(-sum))
            let share = 0.5 / (label ? positives : negatives)
            for left in row.indices {
                gradient[left] += share * row[left] * (probability - (label ? 1 : 0))
                let factor = share * row[left] * probability * (1 - probability)
                for right in row.indices { hessian[left][right] += factor * row[right] }
            }
        }
        for place in weights.indices {
            if place > 0 { gradient[place] += ridge * weights[place] }
            hessian[place][place] += ridge
        }
        return (gradient, hessian)
    }

    /// Gauss and Jordan; the matrix is positive definite, so no pivot is 0.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var rows = zip(matrix, right).map { $0 + [$1] }
        for pivot in rows.indices {
            let divisor = rows[pivot][pivot]
            for column in rows[pivot].indices { rows[pivot][column] /= divisor }
            for row in rows.indices where row != pivot {
                let factor = rows[row][pivot]
                for column in rows[row].indices { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        return rows.map { $0[matrix.count] }
    }

    /// Brings a sign to mean 0 and deviation 1.
    private struct Scale {
        let mean: Double
        let deviation: Double

        init(_ values: [Double]) {
            let count = Double(max(values.count, 1))
            let mean = values.reduce(0, +) / count
            self.mean = mean
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            deviation = max(variance.squareRoot(), 1e-9)
        }

        func apply(_ value: Double) -> Double { (value - mean) / deviation }
    }
}
