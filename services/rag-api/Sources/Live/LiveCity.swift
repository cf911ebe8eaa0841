package import Core
import Synchronization

/// The live snapshot and forecast as this process holds them, with the names of the stations ready to be looked up.
package final class LiveCity: Sendable {
    /// Everything an answer needs, of one moment.
    package struct View: Sendable {
        package let snapshot: Snapshot
        package let resolver: PlaceResolver
        package let forecast: ForecastRun?
        private let forecastRows: [String: Int]

        init(snapshot: Snapshot, resolver: PlaceResolver, forecast: ForecastRun?, forecastRows: [String: Int]) {
            self.snapshot = snapshot
            self.resolver = resolver
            self.forecast = forecast
            self.forecastRows = forecastRows
        }

        /// The forecast of a station at one of the run's horizons.
        package func point(_ stationID: String, minutes: Int) -> PointForecast? {
            guard let row = forecastRows[stationID] else { return nil }
            return forecast?.horizons.first { $0.minutes == minutes }?.point(row)
        }
    }

    private struct State {
        var snapshot: Snapshot?
        var resolver: PlaceResolver?
        var forecast: ForecastRun?
        var forecastRows: [String: Int] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// What is known now; nil before the first snapshot.
    package var view: View? {
        state.withLock { state in
            guard let snapshot = state.snapshot, let resolver = state.resolver else { return nil }
            // A forecast of another city's stations is none of this one's.
            let forecast = state.forecast?.source == snapshot.source ? state.forecast : nil
            return View(snapshot: snapshot, resolver: resolver, forecast: forecast, forecastRows: state.forecastRows)
        }
    }

    /// Takes a snapshot over. The names are indexed anew only where stations have changed.
    package func adopt(_ snapshot: Snapshot) {
        let stations = snapshot.stations.map(\.station)
        let known = state.withLock { $0.resolver }
        let resolver = known?.stations == stations ? known : PlaceResolver(stations)
        state.withLock { state in
            state.snapshot = snapshot
            state.resolver = resolver
        }
    }

    /// Takes a forecast over.
    package func adopt(_ forecast: ForecastRun) {
        let rows = Dictionary(zip(forecast.stationIDs, forecast.stationIDs.indices)) { first, _ in first }
        state.withLock { state in
            state.forecast = forecast
            state.forecastRows = rows
        }
    }
}
