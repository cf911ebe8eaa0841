package import Core

/// The simulated city as a source: the default where no key and no feed is configured.
package actor SimulatedSource: StationSource {
    package nonisolated let name: String
    private let city: SimulatedCity
    private let rows: [StationRow]
    private var reached: Reached?

    package init(city: SimulatedCity, name: String = "simulation") {
        self.name = name
        self.city = city
        rows = city.stations.map { station in
            StationRow(
                id: station.id,
                number: station.number,
                name: station.name,
                district: city.districts[station.district].koreanName,
                location: Coordinate(latitude: station.lat, longitude: station.lon),
                racks: station.racks
            )
        }
    }

    package func read(at now: Timestamp) async throws -> SourceReading {
        let bikes = await bikes(at: now.seconds)
        var rows = rows
        for index in rows.indices { rows[index].bikes = Int(bikes[index]) }
        return SourceReading(observedAt: now, utcOffsetSeconds: 9 * 3600, timeZone: "Asia/Seoul", rows: rows)
    }

    /// What was reached is kept, so that the next poll only runs on from there.
    private func bikes(at unixSeconds: Int64) async -> [Int32] {
        let next = await Self.advance(reached, to: unixSeconds, in: city)
        reached = next
        return next.day.bikes
    }

    @concurrent
    private static func advance(_ reached: Reached?, to unixSeconds: Int64, in city: SimulatedCity) async -> Reached {
        var day = city.day(containing: unixSeconds)
        if let reached, reached.unixSeconds <= unixSeconds, unixSeconds < reached.day.endSeconds { day = reached.day }
        day.advance(to: unixSeconds)
        return Reached(day: day, unixSeconds: unixSeconds)
    }

    private struct Reached {
        let day: SimulatedDay
        let unixSeconds: Int64
    }
}
