import Core
import Synchronization

/// The forecast that is served now.
package final class ForecastBoard: Sendable {
    private let state = Mutex<ServedForecast?>(nil)

    package init() {}

    package var current: ServedForecast? { state.withLock { $0 } }

    /// Serves `forecast` from now on.
    package func show(_ forecast: ServedForecast) {
        state.withLock { $0 = forecast }
    }
}
