import Core
import GradientBoosting

/// The drift of what the serving model sees and of how it errs.
struct LiveDrift: Sendable {
    private var features: FeatureDrift?
    private var residuals: ResidualDrift?

    /// Nothing is known of a model that brought no references.
    init(_ model: TrainedModel? = nil) {
        guard let reference = model?.drift else { return }
        features = FeatureDrift(reference: reference.features, names: FeatureOrder.names)
        residuals = ResidualDrift(references: reference.residuals, modelVersion: model?.version)
    }

    mutating func add(_ columns: FeatureColumns, at time: Timestamp) { features?.add(columns, at: time) }

    mutating func add(_ truth: SettledTruth) { residuals?.add(truth) }

    /// Nil without a reference.
    var report: DriftReport? {
        features == nil && residuals == nil ? nil : DriftReport(features: features, residuals: residuals)
    }
}

/// `drift.json`: what live data are compared with.
package struct DriftReference: Codable, Sendable {
    package static let fileName = "drift.json"

    /// Of the training rows, at ten minutes.
    package var features: FeatureReference
    /// Of the days held back.
    package var residuals: [ResidualReference]
}
