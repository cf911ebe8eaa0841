package import Core

/// Districts and water of a city: where the outline comes from that maps draw and that names a station's district.
package struct PlaceDirectory: Sendable {
    /// A named area, one outer ring of (longitude, latitude).
    package struct Area: Sendable {
        package var name: String
        package var englishName: String
        package var ring: [(longitude: Double, latitude: Double)]
        private let west, east, south, north: Double

        package init(name: String, englishName: String, ring: [(longitude: Double, latitude: Double)]) {
            self.name = name
            self.englishName = englishName
            self.ring = ring
            west = ring.map(\.longitude).min() ?? 0
            east = ring.map(\.longitude).max() ?? 0
            south = ring.map(\.latitude).min() ?? 0
            north = ring.map(\.latitude).max() ?? 0
        }

        /// Whether the ring encloses a place (even–odd rule).
        package func contains(_ place: Coordinate) -> Bool {
            guard place.longitude >= west, place.longitude <= east, place.latitude >= south, place.latitude <= north
            else { return false }
            var isInside = false
            var previous = ring.count - 1
            for index in ring.indices {
                let (a, b) = (ring[index], ring[previous])
                if (a.latitude > place.latitude) != (b.latitude > place.latitude) {
                    let slope = (b.longitude - a.longitude) / (b.latitude - a.latitude)
                    if place.longitude < a.longitude + slope * (place.latitude - a.latitude) { isInside.toggle() }
                }
                previous = index
            }
            return isInside
        }
    }

    package let districts: [Area]
    package let rivers: [Area]

    package init(districts: [Area], rivers: [Area]) {
        self.districts = districts
        self.rivers = rivers
    }

    /// A city of which no outline is known.
    package static let none = PlaceDirectory(districts: [], rivers: [])

    /// The outline that the simulated city brings: coarse, of the real city's districts.
    package init(simulated city: SimulatedCity) {
        self.init(
            districts: city.districts.map {
                Area(name: $0.koreanName, englishName: $0.englishName, ring: Self.ring($0.ring))
            },
            rivers: [Area(name: "한강", englishName: "Han River", ring: Self.ring(city.river))]
        )
    }

    /// Name of the district that encloses a place; nil outside all of them.
    package func district(at place: Coordinate?) -> String? {
        guard let place else { return nil }
        return districts.first { $0.contains(place) }?.name
    }

    private static func ring(_ points: [(lon: Double, lat: Double)]) -> [(longitude: Double, latitude: Double)] {
        points.map { (longitude: $0.lon, latitude: $0.lat) }
    }
}
