package import Core

/// What `/ai/models` and `/metrics` tell about drift.
package struct DriftReport: Sendable {
    package struct Feature: Hashable, Sendable {
        package var name: String
        package var psi: Double
        package var status: DriftStatus { DriftStatus(psi: psi) }
    }

    /// A value for Prometheus.
    package struct Gauge: Sendable {
        package var name: String
        package var help: String
        package var labels: [(name: String, value: String)]
        package var value: Double
    }

    /// Live rows that were looked at, and the hours they are from, 24 at most.
    package let rows: Int
    package let hours: Int
    /// Furthest first; nil while there are too few rows.
    package let features: [Feature]?
    package let residuals: [ResidualDrift.Reading]

    /// Features told by name.
    private static let shownFeatures = 10
    /// Hours of live rows from which on alarms make sense: before, every feature that follows the time of day is off.
    private static let hoursForGauges = 20

    package init(features: FeatureDrift?, residuals: ResidualDrift?) {
        rows = features?.rowCount ?? 0
        hours = features?.hourCount ?? 0
        self.features = features?.psi()?.map { Feature(name: $0.name, psi: $0.psi) }
            .sorted { ($1.psi, $0.name) < ($0.psi, $1.name) }
        self.residuals = residuals?.readings() ?? []
    }

    /// Features of each status.
    package var statusCounts: [DriftStatus: Int] {
        Dictionary(grouping: features ?? [], by: \.status).mapValues(\.count)
    }

    /// Writes an object: `{"rows","hours","features":[…worst ten],"residual":[…]}`.
    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("rows", rows)
        writer.field("hours", hours)
        if features == nil {
            writer.field("detail", "Features are compared from \(FeatureDrift.leastRows) rows on.")
        }
        writer.key("features")
        writer.beginArray()
        for feature in features?.prefix(Self.shownFeatures) ?? [] {
            writer.beginObject()
            writer.field("name", feature.name)
            writer.field("psi", feature.psi, decimals: 4)
            writer.field("status", feature.status.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.key("residual")
        writer.beginArray()
        for reading in residuals {
            writer.beginObject()
            writer.field("minutes", reading.minutes)
            writer.field("n", reading.count)
            writer.field("mean_error", reading.meanError, decimals: 4)
            if let ratio = reading.rmseRatio { writer.field("rmse_ratio", ratio, decimals: 4) }
            if let shift = reading.meanShift { writer.field("mean_shift", shift, decimals: 2) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// Of features once the window has seen most of a day, of residuals always.
    package var gauges: [Gauge] {
        var gauges: [Gauge] = []
        if hours >= Self.hoursForGauges, let features {
            for feature in features.prefix(Self.shownFeatures) {
                let help = "Population stability index of the features that moved furthest, over 24 hours."
                gauges.append(
                    Gauge(
                        name: "predictor_feature_psi",
                        help: help,
                        labels: [("feature", feature.name)],
                        value: feature.psi
                    )
                )
            }
            for status in DriftStatus.allCases {
                let help = "Features by how far they moved: PSI below 0.1 stable, from 0.25 on large."
                let count = Double(statusCounts[status] ?? 0)
                gauges.append(
                    Gauge(
                        name: "predictor_drift_features",
                        help: help,
                        labels: [("status", status.rawValue)],
                        value: count
                    )
                )
            }
        }
        for reading in residuals {
            guard let ratio = reading.rmseRatio else { continue }
            let help = "RMSE over 24 hours relative to the model's held-back days, by horizon."
            let labels = [(name: "minutes", value: String(reading.minutes))]
            gauges.append(
                Gauge(name: "predictor_residual_rmse_ratio", help: help, labels: labels, value: ratio)
            )
        }
        return gauges
    }
}
