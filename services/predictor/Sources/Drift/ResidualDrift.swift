import Core

/// What a model's errors were on its held-back days, at one horizon.
package struct ResidualReference: Codable, Hashable, Sendable {
    package var minutes: Int
    /// Mean of expectation − truth, in bikes.
    package var meanError: Double
    /// In bikes; positive.
    package var rmse: Double

    package init(minutes: Int, meanError: Double, rmse: Double) {
        self.minutes = minutes
        self.meanError = meanError
        self.rmse = rmse
    }
}

/// How far a model's errors of the last 24 hours are from those of its held-back days.
package struct ResidualDrift: Sendable {
    /// One horizon's errors over the window.
    package struct Reading: Hashable, Sendable {
        package var minutes: Int
        /// Forecasts of stations.
        package var count: Int
        /// Mean of expectation − truth, in bikes.
        package var meanError: Double
        /// RMSE over that of the held-back days; nil where that is not known or 0.
        package var rmseRatio: Double?
        /// By how many standard errors the mean lies above that of the held-back days; nil before there are six hours.
        ///
        /// Stations err together, so the standard error is that of the hours' means (method of batch means), not that
        /// of as many independent errors.
        package var meanShift: Double?
    }

    private struct Moments: Sendable {
        var count = 0
        var sum = 0.0
        var squares = 0.0
    }

    private static let windowHours: Int64 = 24
    private static let leastHours = 6

    private let modelVersion: String?
    private let references: [Int: ResidualReference]
    /// By hour of the truth, then minutes; 24 hours at most.
    private var hours: [Int64: [Int: Moments]] = [:]

    /// Watches the forecasts of `modelVersion`, of every model when it is nil.
    package init(references: [ResidualReference], modelVersion: String? = nil) {
        self.modelVersion = modelVersion
        self.references = Dictionary(references.map { ($0.minutes, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes the errors of all forecasts of a truth. A truth before the window, after a clock was put back, begins a
    /// new one.
    package mutating func add(_ settled: SettledTruth) {
        var moments = [Moments](repeating: Moments(), count: settled.forecasts.count)
        let isWatched = settled.forecasts.map { modelVersion == nil || $0.run.modelVersion == modelVersion }
        guard isWatched.contains(true) else { return }
        settled.forEachOutcome { _, forecast, outcome in
            guard isWatched[forecast] else { return }
            let error = Double(outcome.point.bikes) - Double(outcome.truth)
            moments[forecast].count += 1
            moments[forecast].sum += error
            moments[forecast].squares += error * error
        }
        let hour = settled.truth.observedAt.seconds.floorDivided(by: 3600)
        if let newest = hours.keys.max(), hour <= newest - Self.windowHours { hours.removeAll() }
        hours = hours.filter { $0.key > hour - Self.windowHours }
        for (forecast, own) in zip(settled.forecasts, moments) where own.count > 0 {
            let minutes = forecast.run.horizons[forecast.horizon].minutes
            var sums = hours[hour]?[minutes] ?? Moments()
            sums.count += own.count
            sums.sum += own.sum
            sums.squares += own.squares
            hours[hour, default: [:]][minutes] = sums
        }
    }

    /// The window's errors at each horizon that has any, ten minutes first.
    package func readings() -> [Reading] {
        ForecastHorizons.minutes.compactMap { minutes in
            let own = hours.values.compactMap { $0[minutes] }
            let count = own.reduce(0) { $0 + $1.count }
            guard count > 0 else { return nil }
            let reference = references[minutes]
            let mean = own.reduce(0) { $0 + $1.sum } / Double(count)
            let rmse = (own.reduce(0) { $0 + $1.squares } / Double(count)).squareRoot()
            return Reading(
                minutes: minutes,
                count: count,
                meanError: mean,
                rmseRatio: reference.flatMap { $0.rmse > 0 ? rmse / $0.rmse : nil },
                meanShift: reference.flatMap { Self.shift(of: own, mean: mean, from: $0.meanError) }
            )
        }
    }

    private static func shift(of hours: [Moments], mean: Double, from reference: Double) -> Double? {
        guard hours.count >= leastHours else { return nil }
        let means = hours.map { $0.sum / Double($0.count) }
        let center = means.reduce(0, +) / Double(means.count)
        let squares = means.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        let error = (squares / Double(means.count - 1) / Double(means.count)).squareRoot()
        return error > 0 ? (mean - reference) / error : nil
    }
}
