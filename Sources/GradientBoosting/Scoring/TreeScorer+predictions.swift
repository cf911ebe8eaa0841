import Glibc

extension TreeScorer {
    /// Predictions of a row: one for each output, except for an objective that names the best class.
    package var predictionCount: Int { objective == .bestClass ? 1 : outputCount }

    /// What the model predicts; prediction k of row r is at `k * rowCount + r`.
    package func predictions(_ columns: FeatureColumns) -> [Double] {
        var predictions: [Double] = []
        var workspace = ScoringWorkspace()
        self.predictions(columns, into: &predictions, workspace: &workspace)
        return predictions
    }

    /// Like ``predictions(_:)``, but takes no memory when both arguments come from a call of the same size.
    package func predictions(
        _ columns: FeatureColumns,
        into predictions: inout [Double],
        workspace: inout ScoringWorkspace
    ) {
        rawScores(columns, into: &predictions, workspace: &workspace)
        if averagedRounds > 1 {
            for index in predictions.indices { predictions[index] /= Double(averagedRounds) }
        }
        switch objective {
        case .identity: return
        case .softmax: applySoftmax(&predictions, rowCount: columns.rowCount)
        case .bestClass: keepBestClass(&predictions, rowCount: columns.rowCount)
        default:
            for index in predictions.indices { predictions[index] = prediction(of: predictions[index]) }
        }
    }

    /// The prediction of an output that does not depend on the others, in the precision of the model's library.
    private func prediction(of score: Double) -> Double {
        switch objective {
        case .signedSquare: score < 0 ? -score * score : score * score
        case .exponential: sumsInSinglePrecision ? Double(expf(Float(score))) : exp(score)
        case .sigmoid(let scale):
            sumsInSinglePrecision ? Double(Self.singleSigmoid(Float(score))) : 1 / (1 + exp(-scale * score))
        case .softplus: log1p(exp(score))
        case .step: score > 0 ? 1 : 0
        case .identity, .softmax, .bestClass: score
        }
    }

    private static func singleSigmoid(_ score: Float) -> Float {
        // Beyond 88.7 the exponential is infinite.
        1 / (expf(min(-score, 88.7)) + 1)
    }

    private func applySoftmax(_ scores: inout [Double], rowCount: Int) {
        for row in 0..<rowCount {
            let places = stride(from: row, to: scores.count, by: rowCount)
            let highest = places.reduce(-Double.infinity) { max($0, scores[$1]) }
            var sum = 0.0
            for place in places {
                scores[place] =
                    sumsInSinglePrecision
                    ? Double(expf(Float(scores[place]) - Float(highest))) : exp(scores[place] - highest)
                sum += scores[place]
            }
            for place in places {
                scores[place] =
                    sumsInSinglePrecision ? Double(Float(scores[place]) / Float(sum)) : scores[place] / sum
            }
        }
    }

    private func keepBestClass(_ scores: inout [Double], rowCount: Int) {
        for row in 0..<rowCount {
            var best = row
            for place in stride(from: row, to: scores.count, by: rowCount) where scores[place] > scores[best] {
                best = place
            }
            // The class replaces a score of this row, which is done with.
            scores[row] = Double((best - row) / rowCount)
        }
        scores.removeLast(scores.count - rowCount)
    }
}
