import Core

/// How often stations were empty beside how often that was forecast, in ten bins of P(empty).
package struct EmptyCalibration: Hashable, Sendable {
    /// What is added up over the forecasts of a bin.
    package struct Bin: Hashable, Sendable {
        package var count = 0
        /// Sum of P(empty).
        package var forecast = 0.0
        /// Stations that turned out to be empty.
        package var observed = 0

        package init(count: Int = 0, forecast: Double = 0, observed: Int = 0) {
            self.count = count
            self.forecast = forecast
            self.observed = observed
        }

        /// Adds what was added up elsewhere.
        package mutating func add(_ other: Bin) {
            count += other.count
            forecast += other.forecast
            observed += other.observed
        }
    }

    package static let binCount = 10

    /// Bin `b` holds the forecasts from b/10 up to, without, (b + 1)/10; the last holds 1 too.
    package private(set) var bins = [Bin](repeating: Bin(), count: binCount)

    package init() {}

    /// Adds one station.
    package mutating func add(_ outcome: ForecastOutcome) {
        let probability = Double(outcome.point.pEmpty)
        guard probability.isFinite else { return }
        let bin = Int(min(max(0, probability), 1) * Double(Self.binCount))
        add(
            Bin(count: 1, forecast: probability, observed: outcome.truth == 0 ? 1 : 0),
            bin: min(bin, Self.binCount - 1)
        )
    }

    /// Adds to one bin what was added up elsewhere; a bin that is not there is left out.
    package mutating func add(_ other: Bin, bin: Int) {
        guard bins.indices.contains(bin) else { return }
        bins[bin].add(other)
    }

    /// Adds what was added up elsewhere.
    package mutating func add(_ other: EmptyCalibration) {
        for (bin, sums) in other.bins.enumerated() { bins[bin].add(sums) }
    }
}
