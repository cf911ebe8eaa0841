package import Core

/// Judges a source's reading against what was known and makes the next snapshot of it, or refuses it whole.
package struct SnapshotBuilder: Sendable {
    let intervalSeconds: Int
    private let places: PlaceDirectory

    /// `places` names the district where the source does not.
    package init(intervalSeconds: Int, places: PlaceDirectory) {
        self.intervalSeconds = intervalSeconds
        self.places = places
    }

    /// The snapshot of a reading, and what was wrong with single rows.
    ///
    /// A row whose count is missing, negative or no number keeps the station's last good count with its time; one whose place is
    /// unusable keeps the last place; of two rows of one station the later counts.
    package func build(
        from reading: SourceReading,
        source: String,
        collectedAt: Timestamp,
        previous: LiveSnapshot?
    ) -> (snapshot: Snapshot, faults: RowFaults) {
        var faults = RowFaults()
        let previous = previous?.snapshot.source == source ? previous : nil
        // Stations known before keep their place, so that nothing has to be sorted while none are added.
        var known = [StationStatus?](repeating: nil, count: previous?.snapshot.stations.count ?? 0)
        var added: [String: StationStatus] = [:]
        for row in reading.rows {
            guard !row.id.isEmpty, row.id.utf8.count <= 64 else {
                faults.withoutID += 1
                continue
            }
            let index = previous?.rows[row.id]
            let before = index.flatMap { previous?.snapshot.stations[$0] }
            guard let status = status(row, before: before, observedAt: reading.observedAt, faults: &faults) else {
                continue
            }
            if let index {
                if known[index] != nil { faults.duplicates += 1 }
                known[index] = status
            } else if added.updateValue(status, forKey: row.id) != nil {
                faults.duplicates += 1
            }
        }
        var stations = known.compactMap(\.self)
        if !added.isEmpty {
            stations += added.values
            stations.sort { $0.station.id.utf8.lexicographicallyPrecedes($1.station.id.utf8) }
        }
        let snapshot = Snapshot(
            source: source,
            observedAt: reading.observedAt,
            collectedAt: collectedAt,
            intervalSeconds: intervalSeconds,
            utcOffsetSeconds: reading.utcOffsetSeconds,
            stations: stations
        )
        return (snapshot, faults)
    }

    /// Nil when the row has no usable count and the station had none before.
    private func status(
        _ row: StationRow,
        before: StationStatus?,
        observedAt: Timestamp,
        faults: inout RowFaults
    ) -> StationStatus? {
        if row.bikes == nil { faults.badCount += 1 }
        if row.location == nil { faults.badPlace += 1 }
        let station = station(row, before: before?.station)
        guard let bikes = row.bikes else {
            guard var kept = before else { return nil }
            kept.station = station
            return kept
        }
        let docksFree = row.docksFree ?? max(station.racks - bikes, 0)
        let isSame = before.map { $0.bikes == bikes && $0.docksFree == docksFree } ?? false
        let changedAt = isSame ? before?.changedAt : min(row.reportedAt ?? observedAt, observedAt)
        return StationStatus(
            station: station,
            bikes: bikes,
            docksFree: docksFree,
            observedAt: observedAt,
            changedAt: changedAt ?? observedAt
        )
    }

    private func station(_ row: StationRow, before: Station?) -> Station {
        let location = row.location ?? before?.location
        if let before, row.name == before.name, row.number == before.number, location == before.location,
            row.racks == before.racks, row.district == nil || row.district == before.district
        {
            return before
        }
        return Station(
            id: row.id,
            number: row.number.isEmpty ? before?.number ?? "" : row.number,
            name: row.name.isEmpty ? before?.name ?? row.id : row.name,
            district: row.district ?? knownDistrict(location, before: before) ?? places.district(at: location) ?? "",
            location: location,
            racks: row.racks ?? before?.racks ?? 0
        )
    }

    /// The district found before, while the station stays where it was.
    private func knownDistrict(_ location: Coordinate?, before: Station?) -> String? {
        guard let before, before.location == location, !before.district.isEmpty else { return nil }
        return before.district
    }
}

/// How many rows of a reading were unusable, and in which way.
package struct RowFaults: Equatable, Sendable {
    package var withoutID = 0
    package var duplicates = 0
    package var badCount = 0
    package var badPlace = 0

    package init() {}

    /// Counts by the label they have in metrics.
    package var byReason: [(reason: String, count: Int)] {
        [("no_id", withoutID), ("duplicate", duplicates), ("bad_count", badCount), ("bad_place", badPlace)]
    }
}
