import GradientBoosting
import Glibc

/// Fits a horizon's ``HorizonCalibration`` on rows that neither stage was trained on.
struct HorizonCalibrator {
    let model: HorizonModel

    func calibrate(features: FeatureColumns, changes: [Float], docksThen: [Float]) -> HorizonCalibration {
        var model = model
        model.calibration.temperature = bestTemperature(features: features, changes: changes)
        var empty = LogOddsFit()
        var full = LogOddsFit()
        var errors = [Double](repeating: 0, count: 21)
        var medians = MedianErrors()
        model.forecast(features) { row, forecast in
            let bikes = features[StateFeature.bikes.index, row]
            let truth = bikes + changes[row]
            medians.add(forecast, last: Int(bikes), truth: Int(truth))
            empty.add(forecast.rawEmpty, truth <= 0)
            full.add(forecast.rawFull, docksThen[row] <= 0)
            for step in errors.indices {
                let share = Float(step) / 20
                let error = truth - (share * forecast.firstStageMean + (1 - share) * forecast.shapeMean)
                errors[step] += Double(error * error)
            }
        }
        model.calibration.medianSlack = medians.bestSlack
        model.calibration.empty = empty.line()
        model.calibration.full = full.line()
        let best = errors.indices.min { errors[$0] < errors[$1] } ?? 10
        model.calibration.firstStageShare = Float(best) / 20
        return model.calibration
    }

    /// The temperature with the least mean logarithmic loss of the true class.
    private func bestTemperature(features: FeatureColumns, changes: [Float]) -> Float {
        guard let scores = model.scores(features)?.shape else { return 1 }
        let rows = features.rowCount
        let candidates = stride(from: Float(0.8), through: 1.3, by: 0.05)
        let losses = candidates.map { temperature in
            var loss = 0.0
            for row in 0..<rows {
                var highest = -Double.infinity
                for kind in 0..<model.classes.count { highest = max(highest, scores[kind * rows + row]) }
                var total = 0.0
                for kind in 0..<model.classes.count {
                    total += exp((scores[kind * rows + row] - highest) / Double(temperature))
                }
                let truth = model.classes.index(of: Int(changes[row]))
                loss += log(total) - (scores[truth * rows + row] - highest) / Double(temperature)
            }
            return (temperature, loss)
        }
        return losses.min { $0.1 < $1.1 }?.0 ?? 1
    }
}

/// Absolute errors of the median by how readily it is taken to be the last value.
private struct MedianErrors {
    private static let slacks: [Float] = [0, 0.02, 0.04, 0.07, 0.1, 0.15, HorizonCalibration.mostMedianSlack]
    private var errors = [Int](repeating: 0, count: slacks.count)
    private var quantiles: [Float] = []

    mutating func add(_ forecast: borrowing RowForecast, last: Int, truth: Int) {
        forecast.distribution.quantiles([0.5], into: &quantiles)
        let median = Int(quantiles[0])
        for (position, slack) in Self.slacks.enumerated() {
            let taken = median != last && forecast.isMedian(last, slack: slack) ? last : median
            errors[position] += abs(truth - taken)
        }
    }

    /// The slack with the least error, the smallest of equals.
    var bestSlack: Float {
        let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
        return Self.slacks[best]
    }
}

/// Logistic regression of an event on the log odds of its forecast, by Newton's method.
private struct LogOddsFit {
    private var odds: [Double] = []
    private var events: [Double] = []

    mutating func add(_ probability: Float, _ event: Bool) {
        let bounded = min(max(Double(probability), 1e-6), 1 - 1e-6)
        odds.append(log(bounded / (1 - bounded)))
        events.append(event ? 1 : 0)
    }

    /// The line; no correction where the event or its absence is too rare to tell.
    func line() -> LogOddsLine {
        let count = events.reduce(0, +)
        guard count >= 200, Double(events.count) - count >= 200 else { return LogOddsLine() }
        var (intercept, slope) = (0.0, 1.0)
        for _ in 0..<12 {
            var (gradientA, gradientB, aa, ab, bb) = (0.0, 0.0, 1e-6, 0.0, 1e-6)
            for index in odds.indices {
                let probability = 1 / (1 + exp(-(intercept + slope * odds[index])))
                let error = events[index] - probability
                let weight = probability * (1 - probability)
                gradientA += error
                gradientB += error * odds[index]
                aa += weight
                ab += weight * odds[index]
                bb += weight * odds[index] * odds[index]
            }
            let determinant = aa * bb - ab * ab
            guard determinant > 1e-9 else { break }
            intercept += (bb * gradientA - ab * gradientB) / determinant
            slope += (aa * gradientB - ab * gradientA) / determinant
        }
        guard intercept.isFinite, slope.isFinite, slope > 0.2, slope < 5 else { return LogOddsLine() }
        return LogOddsLine(intercept: Float(intercept), slope: Float(slope))
    }
}
