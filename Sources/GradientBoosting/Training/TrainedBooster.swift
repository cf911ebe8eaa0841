/// A model fresh from training.
package struct TrainedBooster: Sendable {
    package let engine: BoostingEngine
    /// LightGBM's text, without its trailing list of parameters, or XGBoost's UBJ.
    package let model: [UInt8]
    /// Rounds in the model.
    package let rounds: Int
    /// The round with the least validation loss; the last one without validation.
    package let bestRound: Int
    /// The validation loss of the last round in the model.
    package let validationLoss: Double?
    /// Gain of all splits on each column.
    package let featureImportance: [Double]
}
