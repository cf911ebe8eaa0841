package import Core

/// Something that followers of the stream are told.
package enum CityEvent: Sendable {
    case stations(StationChanges)
    case predictions(ForecastHeader)
}

/// Stations that differ from one snapshot to a later one, encoded once for all who follow.
package struct StationChanges: Sendable {
    package let header: SnapshotHeader
    /// Tag of the snapshot the client has after it.
    package let tag: String
    /// Tag of the snapshot the difference starts from; nil when this is a whole snapshot.
    package let baseTag: String?
    /// JSON array of the stations that differ, or of all.
    package let stationsJSON: ArraySlice<UInt8>

    /// Whether this is a whole snapshot, not the difference to one the client has.
    package var isFull: Bool { baseTag == nil }

    /// A whole snapshot.
    package init(full live: LiveSnapshot) {
        header = live.document.header
        tag = live.tag
        baseTag = nil
        stationsJSON = live.document.stationsJSON
    }

    /// The difference between two snapshots; a whole one when there is none before or stations came, went or moved.
    package init(from previous: LiveSnapshot?, to live: LiveSnapshot) {
        header = live.document.header
        tag = live.tag
        guard let previous, let rows = Self.changedRows(from: previous.snapshot, to: live.snapshot) else {
            baseTag = nil
            stationsJSON = live.document.stationsJSON
            return
        }
        baseTag = previous.tag
        var writer = JSONWriter(capacity: rows.count * 160 + 16)
        var encoder = StationRecordEncoder(snapshot: live.snapshot, fields: Self.fields)
        writer.beginArray()
        for row in rows { encoder.encode(live.snapshot.stations[row], into: &writer) }
        writer.endArray()
        stationsJSON = writer.bytes[...]
    }

    private static let fields: StationFields = [.stationID, .bikes, .docksFree, .observedAt, .changedAt]

    /// Nil when the two are not of the same stations. Both are ordered by id, so the same stations stand in the same rows.
    private static func changedRows(from previous: Snapshot, to next: Snapshot) -> [Int]? {
        guard previous.source == next.source, previous.stations.count == next.stations.count else { return nil }
        var rows: [Int] = []
        for row in next.stations.indices {
            let (before, after) = (previous.stations[row], next.stations[row])
            guard before.station == after.station else { return nil }
            if before.bikes != after.bikes || before.docksFree != after.docksFree { rows.append(row) }
        }
        return rows
    }
}

/// The last changes, so that a client that comes back is told only what it has missed.
struct EventLog {
    private var changes: [StationChanges] = []
    /// More is missed faster by a whole snapshot; and it must fit into what may wait for a client.
    static let limit = 6

    mutating func append(_ change: StationChanges) {
        changes.append(change)
        if changes.count > Self.limit { changes.removeFirst() }
    }

    /// What a client has missed that knows `seen`: nothing, the changes since, or (unknown to us) a whole snapshot.
    func missed(since seen: EventID, live: LiveSnapshot?, forecast: ForecastHeader?) -> [CityEvent] {
        guard let live else { return [] }
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
package struct EventID: Hashable, Sendable {
    package var snapshotTag: String
    package var forecastMilliseconds: Int64

    init(live: LiveSnapshot?, forecast: ForecastHeader?) {
        snapshotTag = live?.tag ?? ""
        forecastMilliseconds = forecast?.basedOn.milliseconds ?? 0
    }

    /// Nil for a text that is no id of ours.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let forecast = Int64(parts[1]) else { return nil }
        snapshotTag = String(parts[0])
        forecastMilliseconds = forecast
    }

    package var text: String { "\(snapshotTag)_\(forecastMilliseconds)" }
}
