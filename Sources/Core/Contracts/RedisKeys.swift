/// Every Redis key the services share, and nothing else knows their spelling.
package enum RedisKeys {
    /// The whole live snapshot in one value; see ``SnapshotDocument``.
    package static let realtimeSnapshot = "realtime:snapshot"
    /// The whole current forecast in one value; see ``ForecastDocument``.
    package static let predictionSnapshot = "prediction:snapshot"
    /// `observed_at` in milliseconds of the live snapshot: a writer with an older one is refused.
    package static let realtimeFence = "realtime:fence"
    /// `based_on` in milliseconds of the current forecast.
    package static let predictionFence = "prediction:fence"
    /// Stream with one entry a snapshot.
    package static let snapshotEvents = "events:snapshots"
    /// Stream with one entry a forecast.
    package static let predictionEvents = "events:predictions"

    /// One station's state for other programs.
    package static func realtime(stationID: String) -> String { "realtime:station:\(stationID)" }

    /// One station's forecast for other programs.
    package static func prediction(stationID: String) -> String { "prediction:station:\(stationID)" }

    /// How many requests an address has made at all gateways in a window, counted from 1970.
    package static func rate(window: Int, address: String) -> String { "gateway:rate:\(window):\(address)" }

    /// The right to poll a slot of a source.
    package static func pollLease(source: String, slot: Timestamp) -> String { "lease:poll:\(source):\(slot.seconds)" }

    /// How many polls in a row have agreed on an implausible loss of stations; see the collector's drop guard.
    package static func heldDrop(source: String) -> String { "collector:held:\(source)" }

    /// The right to forecast from a snapshot.
    package static func forecastLease(source: String, observedAt: Timestamp) -> String {
        "lease:predict:\(source):\(observedAt.milliseconds)"
    }

    /// The right to write a snapshot's scored forecasts to the history.
    package static func scoreLease(source: String, observedAt: Timestamp) -> String {
        "lease:score:\(source):\(observedAt.milliseconds)"
    }
}
