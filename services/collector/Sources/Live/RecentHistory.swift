package import Core

/// The last day of counts, in columns: one row a snapshot, one column a station.
package struct RecentHistory: Sendable {
    /// One count of one station.
    package struct Point: Hashable, Sendable {
        package let observedAt: Timestamp
        package let bikes: Int
        package let docksFree: Int
    }

    private struct Row: Sendable {
        let observedAt: Timestamp
        /// By column; -1 where the station was not in the snapshot.
        let bikes: [Int16]
        let docksFree: [Int16]
    }

    private var source = ""
    private var columns: [String: Int] = [:]
    private var rows: [Row] = []
    /// Seconds that are kept.
    package static let spanSeconds: Int64 = 86_400
    /// Snapshots that are kept at most, whatever the interval.
    private static let rowLimit = 1500

    package init() {}

    package var count: Int { rows.count }

    /// Adds a snapshot newer than all before; one of another source makes a new beginning.
    package mutating func append(_ snapshot: Snapshot) {
        if snapshot.source != source {
            self = RecentHistory()
            source = snapshot.source
        }
        if let last = rows.last, last.observedAt >= snapshot.observedAt { return }
        rows.append(row(of: snapshot))
        let oldest = snapshot.observedAt.advanced(bySeconds: -Self.spanSeconds)
        let expired = rows.firstIndex { $0.observedAt >= oldest } ?? 0
        rows.removeFirst(max(expired, rows.count - Self.rowLimit))
    }

    /// Puts the rows of `older` that come before all of these in front.
    package mutating func prepend(_ older: RecentHistory) {
        guard let newest = rows.last else {
            self = older
            return
        }
        guard older.source == source, let first = rows.first else { return }
        var merged = older
        let start = newest.observedAt.advanced(bySeconds: -Self.spanSeconds)
        merged.rows.removeAll { $0.observedAt >= first.observedAt || $0.observedAt < start }
        let columnsByIndex = columns.sorted { $0.value < $1.value }.map(\.key)
        for row in rows {
            var bikes: [Int16] = []
            var docksFree: [Int16] = []
            for (column, id) in columnsByIndex.enumerated() where column < row.bikes.count {
                let target = merged.column(of: id)
                while bikes.count <= target {
                    bikes.append(-1)
                    docksFree.append(-1)
                }
                bikes[target] = row.bikes[column]
                docksFree[target] = row.docksFree[column]
            }
            merged.rows.append(Row(observedAt: row.observedAt, bikes: bikes, docksFree: docksFree))
        }
        self = merged
    }

    /// The counts of a station since `from`, oldest first.
    package func points(of stationID: String, since from: Timestamp) -> [Point] {
        guard let column = columns[stationID] else { return [] }
        return rows.compactMap { row in
            guard row.observedAt >= from, column < row.bikes.count, row.bikes[column] >= 0 else { return nil }
            return Point(
                observedAt: row.observedAt,
                bikes: Int(row.bikes[column]),
                docksFree: Int(row.docksFree[column])
            )
        }
    }

    private mutating func column(of id: String) -> Int {
        if let column = columns[id] { return column }
        columns[id] = columns.count
        return columns.count - 1
    }

    private mutating func row(of snapshot: Snapshot) -> Row {
        var bikes = [Int16](repeating: -1, count: columns.count)
        var docksFree = bikes
        for status in snapshot.stations {
            let column = column(of: status.station.id)
            if column == bikes.count {
                bikes.append(-1)
                docksFree.append(-1)
            }
            bikes[column] = Int16(clamping: status.bikes)
            docksFree[column] = Int16(clamping: status.docksFree)
        }
        return Row(observedAt: snapshot.observedAt, bikes: bikes, docksFree: docksFree)
    }
}
