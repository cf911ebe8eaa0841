import Glibc

/// Fits the judge: logistic regression with a little ridge, both classes counting the same, by Newton's method.
package struct EvidenceFit {
    private static let ridge = 0.003
    private static let steps = 40

    /// A question whose answer is known to be there or not.
    package struct Sample {
        package var features: EvidenceFeatures
        package var isAnswerable: Bool

        package init(features: EvidenceFeatures, isAnswerable: Bool) {
            self.features = features
            self.isAnswerable = isAnswerable
        }
    }

    package let samples: [Sample]

    package init(samples: [Sample]) {
        self.samples = samples
    }

    /// The model of `signs`, without its threshold.
    package func model(_ signs: [EvidenceSign]) -> EvidenceModel {
        let values = samples.map { sample in signs.map { sample.features[$0] } }
        let scales = signs.indices.map { sign in Scale(values.map { $0[sign] }) }
        // The first column is the bias.
        let rows = values.map { row in [1] + zip(scales, row).map { $0.apply($1) } }
        var weights = [Double](repeating: 0, count: signs.count + 1)
        for _ in 0..<Self.steps {
            let (gradient, hessian) = derivatives(rows, weights)
            for (place, step) in Self.solve(hessian, gradient).enumerated() { weights[place] -= step }
        }
        var model = EvidenceModel(bias: weights[0], weights: [:], threshold: 0)
        for (place, sign) in signs.enumerated() {
            model.weights[sign] = weights[place + 1] / scales[place].deviation
            model.bias -= weights[place + 1] * scales[place].mean / scales[place].deviation
        }
        return model
    }

    /// The threshold below which at most `allowed` of the answerable samples fall.
    package func threshold(of model: EvidenceModel, allowed: Int) -> Double {
        let sorted = samples.filter(\.isAnswerable).map { model.probability($0.features) }.sorted()
        return sorted.isEmpty ? 0 : sorted[min(max(allowed, 0), sorted.count - 1)]
    }

    private func derivatives(_ rows: [[Double]], _ weights: [Double]) -> (gradient: [Double], hessian: [[Double]]) {
        let positives = Double(max(samples.count(where: \.isAnswerable), 1))
        let negatives = Double(max(samples.count - Int(positives), 1))
        var gradient = [Double](repeating: 0, count: weights.count)
        var hessian = [[Double]](repeating: gradient, count: weights.count)
        for (sample, row) in zip(samples, rows) {
            let sum = zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
            let probability = 1 / (1 + exp(-sum))
            let share = 0.5 / (sample.isAnswerable ? positives : negatives)
            for left in row.indices {
                gradient[left] += share * row[left] * (probability - (sample.isAnswerable ? 1 : 0))
                let factor = share * row[left] * probability * (1 - probability)
                for right in row.indices { hessian[left][right] += factor * row[right] }
            }
        }
        for place in weights.indices {
            if place > 0 { gradient[place] += Self.ridge * weights[place] }
            hessian[place][place] += Self.ridge
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
