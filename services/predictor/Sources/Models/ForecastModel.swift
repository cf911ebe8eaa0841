package import Core

/// Turns the features of one snapshot into forecasts; the baseline is one, trained models are others.
package protocol ForecastModel: Sendable {
    /// What `model_version` says.
    var version: String { get }

    /// One forecast for each entry of ``ForecastHorizons/minutes``, in that order, each column aligned with
    /// `features.rows`.
    func forecast(_ features: ForecastFeatures) -> [HorizonForecast]
}

/// The times ahead that are forecast.
package enum ForecastHorizons {
    /// Minutes ahead; ten first, since that is what riders are shown.
    package static let minutes = [10, 5, 20, 30, 60]
    /// The farthest, in seconds.
    package static let longestSeconds: Int64 = 3600
    /// Where ten minutes stand in ``minutes``.
    package static let primary = 0
}
