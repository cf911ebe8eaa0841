package import Core

/// What is added up over a forecast's stations once their truths are known; all measures of accuracy follow from it.
package struct AccuracySums: Hashable, Sendable {
    /// Stations.
    package var count = 0
    /// Of the expectation, and of the last value in its place.
    package var squaredError = 0.0
    package var squaredErrorLast = 0.0
    /// Of the median, and of the last value in its place.
    package var absoluteError = 0.0
    package var absoluteErrorLast = 0.0
    /// Mean pinball loss of p10, p50 and p90.
    package var pinball = 0.0
    /// Squared error of P(empty), and of "as empty as now".
    package var brierEmpty = 0.0
    package var brierEmptyLast = 0.0
    /// Squared error of P(full).
    package var brierFull = 0.0
    /// Stations whose truth lay in p10 … p90, both included.
    package var covered = 0

    package init() {}

    /// Adds one station.
    package mutating func add(_ outcome: ForecastOutcome) {
        let truth = Double(outcome.truth)
        let last = Double(outcome.last)
        let point = outcome.point
        count += 1
        squaredError += square(truth - Double(point.bikes))
        squaredErrorLast += square(truth - last)
        absoluteError += abs(truth - Double(point.p50))
        absoluteErrorLast += abs(truth - last)
        let losses =
            pinballLoss(truth, Double(point.p10), level: 0.1) + pinballLoss(truth, Double(point.p50), level: 0.5)
            + pinballLoss(truth, Double(point.p90), level: 0.9)
        pinball += losses / 3
        let isEmpty = outcome.truth == 0 ? 1.0 : 0.0
        brierEmpty += square(isEmpty - Double(point.pEmpty))
        brierEmptyLast += square(isEmpty - (outcome.last == 0 ? 1 : 0))
        brierFull += square((outcome.docksFree == 0 ? 1 : 0) - Double(point.pFull))
        if truth >= Double(point.p10), truth <= Double(point.p90) { covered += 1 }
    }

    /// Adds what was added up elsewhere.
    package mutating func add(_ other: AccuracySums) {
        count += other.count
        squaredError += other.squaredError
        squaredErrorLast += other.squaredErrorLast
        absoluteError += other.absoluteError
        absoluteErrorLast += other.absoluteErrorLast
        pinball += other.pinball
        brierEmpty += other.brierEmpty
        brierEmptyLast += other.brierEmptyLast
        brierFull += other.brierFull
        covered += other.covered
    }

    /// Root of the mean squared error; 0 without stations.
    package var rootMeanSquare: Double { mean(squaredError).squareRoot() }
    /// The same of the last value.
    package var rootMeanSquareLast: Double { mean(squaredErrorLast).squareRoot() }

    /// `sum` per station; 0 without stations.
    package func mean(_ sum: Double) -> Double { count > 0 ? sum / Double(count) : 0 }

    private func square(_ value: Double) -> Double { value * value }

    private func pinballLoss(_ truth: Double, _ quantile: Double, level: Double) -> Double {
        truth >= quantile ? (truth - quantile) * level : (quantile - truth) * (1 - level)
    }
}

/// One station's forecast beside what became of it.
package struct ForecastOutcome: Hashable, Sendable {
    /// Bikes and free docks that were there.
    package var truth: Int
    package var docksFree: Int
    /// Bikes when the forecast was made.
    package var last: Int
    package var point: PointForecast

    package init(truth: Int, docksFree: Int, last: Int, point: PointForecast) {
        self.truth = truth
        self.docksFree = docksFree
        self.last = last
        self.point = point
    }
}

/// The score of one forecast run at one horizon: a row of the accuracy ledger.
package struct ForecastScore: Hashable, Sendable {
    package var source: String
    package var modelVersion: String
    package var basedOn: Timestamp
    package var minutes: Int
    /// Time of the snapshot that was the truth.
    package var truthAt: Timestamp
    package var sums: AccuracySums

    package init(
        source: String,
        modelVersion: String,
        basedOn: Timestamp,
        minutes: Int,
        truthAt: Timestamp,
        sums: AccuracySums
    ) {
        self.source = source
        self.modelVersion = modelVersion
        self.basedOn = basedOn
        self.minutes = minutes
        self.truthAt = truthAt
        self.sums = sums
    }
}
