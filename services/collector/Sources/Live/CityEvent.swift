package import Core

/// Something that followers of the stream are told.
package enum CityEvent: Sendable {
    case stations(StationChanges)
    case predictions(ForecastHeader)
}

/// Stations that differ from one snapshot to a later one.
package struct StationChanges: Sendable {
    package let live: LiveSnapshot
    /// Rows of ``live`` that differ from the snapshot before; all of them when ``isFull``.
    package let rows: [Int]
    /// Whether this is a whole snapshot, not the difference to one the client has.
    package let isFull: Bool
    /// Tag of the snapshot the difference starts from.
    let baseTag: String?

    /// The difference between two snapshots; a whole one when there is none before or stations came, went or moved.
    package init(from previous: LiveSnapshot?, to live: LiveSnapshot) {
        self.live = live
        baseTag = previous?.tag
        guard let previous, previous.rows.count == live.rows.count, previous.snapshot.source == live.snapshot.source
        else {
            isFull = true
            rows = Array(live.snapshot.stations.indices)
            return
        }
        var changed: [Int] = []
        for (row, status) in live.snapshot.stations.enumerated() {
            // Both are ordered by id, so the same stations stand in the same rows.
            let before = previous.snapshot.stations[row]
            guard before.station == status.station else {
                isFull = true
                rows = Array(live.snapshot.stations.indices)
                return
            }
            if before.bikes != status.bikes || before.docksFree != status.docksFree { changed.append(row) }
        }
        isFull = false
        rows = changed
    }

    /// A whole snapshot.
    package init(full live: LiveSnapshot) {
        self.live = live
        rows = Array(live.snapshot.stations.indices)
        isFull = true
        baseTag = nil
    }
}

/// The last changes, so that a client that comes back is told only what it has missed.
struct EventLog {
    private var changes: [StationChanges] = []
    /// An hour and a half of polls every five minutes.
    private static let limit = 18

    mutating func append(_ event: CityEvent, live: LiveSnapshot, forecast: ForecastHeader?) {
        guard case .stations(let change) = event else { return }
        changes.append(change)
        if changes.count > Self.limit { changes.removeFirst() }
    }

    /// What a client has missed that saw `lastEventID` last: nothing, the changes since, or (unknown id) a whole snapshot.
    func missed(after lastEventID: String?, live: LiveSnapshot?, forecast: ForecastHeader?) -> [CityEvent] {
        guard let lastEventID, let seen = EventID(lastEventID), let live else { return [] }
        var events: [CityEvent] = []
        if seen.snapshotTag != live.tag {
            if let start = changes.firstIndex(where: { $0.baseTag == seen.snapshotTag }) {
                events += changes[start...].map { .stations($0) }
            } else {
                events.append(.stations(StationChanges(full: live)))
            }
        }
        if let forecast, seen.forecastMilliseconds < forecast.basedOn.milliseconds {
            events.append(.predictions(forecast))
        }
        return events
    }
}

/// The id of an event: what the client knows after it, the snapshot's tag and the forecast's time. The same on every replica.
struct EventID {
    let snapshotTag: String
    let forecastMilliseconds: Int64

    init(live: LiveSnapshot?, forecast: ForecastHeader?) {
        snapshotTag = live?.tag ?? ""
        forecastMilliseconds = forecast?.basedOn.milliseconds ?? 0
    }

    init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let forecast = Int64(parts[1]) else { return nil }
        snapshotTag = String(parts[0])
        forecastMilliseconds = forecast
    }

    var text: String { "\(snapshotTag)_\(forecastMilliseconds)" }
}
