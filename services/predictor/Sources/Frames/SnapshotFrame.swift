package import Core

/// A snapshot as columns: element `r` of each belongs to row `r` of the ``StationIndex`` it was made with.
package struct SnapshotFrame: Sendable {
    /// What a column holds where the snapshot has no such station.
    package static let absent: Int32 = -1

    package let observedAt: Timestamp
    package let intervalSeconds: Int
    package let utcOffsetSeconds: Int
    /// The rows of the snapshot's stations, in the snapshot's order.
    package let rows: [Int32]
    /// Their ids, aligned with ``rows``.
    package let stationIDs: [String]
    package private(set) var bikes: [Int32]
    package private(set) var docksFree: [Int32]
    package private(set) var racks: [Int32]
    /// Whether the count is of this snapshot; false where an old one was carried over and proves nothing.
    package private(set) var isFresh: [Bool]

    /// Makes the columns, giving rows to stations that `index` does not know.
    package init(_ snapshot: Snapshot, index: inout StationIndex) {
        observedAt = snapshot.observedAt
        intervalSeconds = snapshot.intervalSeconds
        utcOffsetSeconds = snapshot.utcOffsetSeconds
        let rows = snapshot.stations.map { index.insert($0.station.id) }
        let count = index.count
        bikes = [Int32](repeating: Self.absent, count: count)
        docksFree = bikes
        racks = bikes
        isFresh = [Bool](repeating: false, count: count)
        for (status, row) in zip(snapshot.stations, rows) {
            guard let row = row.map(Int.init) else { continue }
            bikes[row] = Int32(clamping: max(0, status.bikes))
            docksFree[row] = Int32(clamping: max(0, status.docksFree))
            racks[row] = Int32(clamping: max(0, status.station.racks))
            isFresh[row] = status.observedAt == snapshot.observedAt
        }
        self.rows = rows.compactMap(\.self)
        stationIDs = zip(snapshot.stations, rows).compactMap { status, row in row == nil ? nil : status.station.id }
    }

    /// Whether `row` was observed in this snapshot, so that its count can be learned from and serve as a truth.
    package func isObserved(_ row: Int) -> Bool { row < isFresh.count && isFresh[row] }
}

/// Which snapshots belong together.
package enum SnapshotGap {
    /// Snapshots further apart than this many seconds are no evidence of what changed between.
    package static let evidenceLimitSeconds: Int64 = 20 * 60

    /// Whether nothing can be learned across two successive snapshots: they lie more than 20 minutes apart, or more
    /// than one poll and a half where the source is slower than that.
    package static func separates(_ earlier: Timestamp, _ later: Timestamp, intervalSeconds: Int) -> Bool {
        let limit = max(Double(evidenceLimitSeconds), Double(intervalSeconds) * 1.5)
        return later.secondsSince(earlier) > limit
    }

    /// Whether a snapshot `offsetSeconds` away from a wanted time is near enough to stand for it: within half a poll
    /// interval.
    ///
    /// At exactly half, another is as near, and the snapshot stands for neither time.
    package static func isNear(offsetSeconds: Double, intervalSeconds: Int) -> Bool {
        abs(offsetSeconds) < Double(intervalSeconds) / 2
    }
}
