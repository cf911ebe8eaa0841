/// A docking station as its operator describes it.
package struct Station: Hashable, Sendable {
    /// The operator's id, e.g. `ST-4`.
    package var id: String
    /// The number painted on the station, e.g. `102`; empty when there is none.
    package var number: String
    package var name: String
    /// The district it stands in; empty when unknown.
    package var district: String
    /// Where it stands; nil when the source never said so in a usable way.
    package var location: Coordinate?
    /// Racks built; bikes may exceed them where they are chained to one another.
    package var racks: Int

    package init(
        id: String,
        number: String = "",
        name: String,
        district: String = "",
        location: Coordinate?,
        racks: Int
    ) {
        self.id = id
        self.number = number
        self.name = name
        self.district = district
        self.location = location
        self.racks = racks
    }
}

/// What is known of one station at one time.
package struct StationStatus: Hashable, Sendable {
    package var station: Station
    /// Bikes that can be rented.
    package var bikes: Int
    /// Docks that take a bike: as the source says, else racks without a bike.
    package var docksFree: Int
    /// When the count was true; older than its snapshot when the source sent none that could be used.
    package var observedAt: Timestamp
    /// When the count last became different.
    package var changedAt: Timestamp

    package init(station: Station, bikes: Int, docksFree: Int? = nil, observedAt: Timestamp, changedAt: Timestamp) {
        self.station = station
        self.bikes = bikes
        self.docksFree = docksFree ?? max(station.racks - bikes, 0)
        self.observedAt = observedAt
        self.changedAt = changedAt
    }
}
