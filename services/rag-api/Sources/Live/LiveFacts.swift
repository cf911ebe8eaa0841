package import Core

/// The figures under a live answer, for programs.
package struct LiveFacts: Sendable {
    /// One station of the answer.
    package struct Row: Sendable {
        package var status: StationStatus
        package var forecast: PointForecast?
        /// Metres from the first station, where the answer is about a surrounding.
        package var meters: Double?
    }

    package var place: String
    package var rows: [Row]
    package var snapshot: SnapshotHeader
    package var ageSeconds: Double
    package var isStale: Bool
    package var forecast: ForecastHeader?
    /// Horizon of the forecast, minutes.
    package var minutes: Int?
}
