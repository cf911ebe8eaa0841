package import Core

/// Keeps sums by station: one row a source, local day, horizon and station; and each day's calibration.
package protocol StationAccuracyRepository: Sendable {
    /// Adds a batch, all or none of it; false, and nothing added, when one of its truths was counted before.
    func add(_ batch: StationAccuracyBuffer) async throws -> Bool

    /// Puts `batch` in the place of everything that is kept of the days it has, all or none of it.
    func replace(_ batch: StationAccuracyBuffer) async throws

    /// Whether a truth is part of the sums.
    func isCounted(_ truth: StationAccuracyBuffer.Truth) async throws -> Bool

    /// Sums of the local days that lie in `from ..< to` or reach into it, by station and horizon; of the horizons in
    /// `minutes` and of one station only when those are given.
    func stationTotals(
        source: String,
        from: Timestamp,
        to: Timestamp,
        minutes: Set<Int>?,
        stationID: String?
    ) async throws -> [StationAccuracyTotal]

    /// Calibration of P(empty) over the same days, by minutes.
    func emptyCalibration(source: String, from: Timestamp, to: Timestamp) async throws -> [Int: EmptyCalibration]
}

/// Sums of a station's forecasts at one horizon.
package struct StationAccuracyTotal: Hashable, Sendable {
    package var stationID: String
    package var minutes: Int
    package var sums: AccuracySums

    package init(stationID: String, minutes: Int, sums: AccuracySums) {
        self.stationID = stationID
        self.minutes = minutes
        self.sums = sums
    }
}
