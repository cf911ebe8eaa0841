import Foundation
import GradientBoosting

/// An objective's mean loss as its definition says it, for comparison with what the libraries report.
enum MeanLoss {
    /// The loss of raw scores, the outputs of the first row first.
    static func of(_ scores: [Double], _ labels: [Float], _ objective: BoostingObjective) -> Double {
        let outputs = objective.outputCount
        let losses = labels.indices.map { row in
            loss(scores[row * outputs..<(row + 1) * outputs], Double(labels[row]), objective)
        }
        return losses.reduce(0, +) / Double(losses.count)
    }

    /// The least loss that one constant can have, searched on a grid.
    static func ofBestConstant(_ labels: [Float], _ objective: BoostingObjective) -> Double {
        if case .multiclass(let classes) = objective {
            let shares = (0..<classes).map { label in
                Double(labels.count { Int($0) == label }) / Double(labels.count)
            }
            return -shares.map { $0 > 0 ? $0 * log($0) : 0 }.reduce(0, +)
        }
        let losses = stride(from: -2.0, through: 5, by: 0.05).map { score in
            of(Array(repeating: score, count: labels.count), labels, objective)
        }
        return losses.min() ?? .nan
    }

    private static func loss(_ scores: ArraySlice<Double>, _ label: Double, _ objective: BoostingObjective) -> Double {
        let score = scores[scores.startIndex]
        switch objective {
        case .squaredError: return (score - label) * (score - label)
        case .absoluteError: return abs(score - label)
        case .poisson: return exp(score) - label * score
        case .binary: return log(1 + exp(-score)) + (1 - label) * score
        case .multiclass: return log(scores.map(exp).reduce(0, +)) - scores[scores.startIndex + Int(label)]
        case .quantile(let level): return max(level * (label - score), (level - 1) * (label - score))
        }
    }
}
