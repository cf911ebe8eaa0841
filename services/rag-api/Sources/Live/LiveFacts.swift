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

    /// All stations of a place together.
    package struct Totals: Sendable, Equatable {
        package var stations = 0
        package var bikes = 0
        package var docksFree = 0
        /// Stations without a bike.
        package var empty = 0
        /// Stations without a free dock.
        package var full = 0

        /// The totals of `statuses`.
        package init(_ statuses: some Sequence<StationStatus>) {
            for status in statuses {
                stations += 1
                bikes += status.bikes
                docksFree += status.docksFree
                if status.bikes == 0 { empty += 1 }
                if status.docksFree == 0 { full += 1 }
            }
        }
    }

    package var place: String
    package var rows: [Row]
    /// All stations of the place, also those that ``rows`` leave out; stations nearby do not count.
    package var totals: Totals
    package var snapshot: SnapshotHeader
    package var ageSeconds: Double
    package var isStale: Bool
    package var forecast: ForecastHeader?
    /// Horizon of the forecast, minutes.
    package var minutes: Int?
}
