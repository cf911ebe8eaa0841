package import Core
import Glibc

/// Which stations stand near which, as sparse rows of weights that add up to 1.
package struct CityGeometry: Sendable {
    /// Weighted neighbours of every row, one after the other.
    package struct Neighbours: Sendable {
        /// Row `r` has the entries `starts[r] ..< starts[r + 1]`.
        fileprivate(set) var starts: [Int32] = [0]
        fileprivate(set) var rows: [Int32] = []
        fileprivate(set) var weights: [Float] = []
    }

    /// The twelve nearest within 1.5 km, weighted by 1 / (150 m + distance).
    package let near: Neighbours
    /// Up to sixty from 0.4 to 4 km, weighted by 1 / distance², as gravity is.
    package let ring: Neighbours

    package let stationCount: Int

    /// Weighs the stations at `locations`, one a row; a row without a place has no neighbours.
    package init(_ locations: [Coordinate?]) {
        var near = Neighbours()
        var ring = Neighbours()
        let grid = PlaceGrid(locations)
        for row in locations.indices {
            let around = grid.places(around: row)
            near.append(around.filter { $0.meters > 0 && $0.meters <= 1500 }.prefix(12)) { 1 / (150 + $0) }
            ring.append(around.filter { $0.meters >= 400 }.prefix(60)) { 1 / ($0 * $0) }
        }
        self.near = near
        stationCount = locations.count
        self.ring = ring
    }
}

extension CityGeometry.Neighbours {
    fileprivate mutating func append(_ places: ArraySlice<PlaceGrid.Place>, weight: (Float) -> Float) {
        for place in places {
            rows.append(place.row)
            weights.append(weight(place.meters))
        }
        starts.append(Int32(rows.count))
    }
}

/// Finds places near another by cells of one kilometre.
private struct PlaceGrid {
    /// A place and how far it is; ordered by distance, then by row.
    struct Place: Comparable {
        /// The bits of a distance, which order as distances do, before those of a row: one comparison sorts both.
        private let key: UInt64

        init(row: Int32, meters: Float) {
            key = UInt64(meters.bitPattern) << 32 | UInt64(UInt32(bitPattern: row))
        }

        var row: Int32 { Int32(truncatingIfNeeded: key) }
        var meters: Float { Float(bitPattern: UInt32(truncatingIfNeeded: key >> 32)) }

        static func < (left: Place, right: Place) -> Bool { left.key < right.key }
    }

    /// Places needed beyond 400 m; the search widens until there are so many.
    private static let enough = 60
    /// The first is as far as near neighbours are looked for.
    private static let reachMeters = [1500.0, 2000, 4000]
    private static let cellMeters = 1000.0
    private static let earthMeters = 6_371_008.8
    private var rowsByCell: [SIMD2<Int32>: [Int32]] = [:]
    private let locations: [Coordinate?]
    /// Points on the unit sphere: the chord between two gives their distance without trigonometry for each pair.
    private let points: [SIMD4<Double>]

    init(_ locations: [Coordinate?]) {
        self.locations = locations
        points = locations.map { $0.map(Self.point) ?? SIMD4() }
        for (row, location) in locations.enumerated() {
            guard let location else { continue }
            rowsByCell[Self.cell(location), default: []].append(Int32(row))
        }
    }

    /// Places around a row's, nearest first: enough of them, or all within 4 km.
    func places(around row: Int) -> [Place] {
        guard let center = locations[row] else { return [] }
        var places: [Place] = []
        for reach in Self.reachMeters {
            places = self.places(around: row, center, reachMeters: reach)
            if places.count(where: { $0.meters >= 400 }) >= Self.enough { break }
        }
        places.sort()
        return places
    }

    /// All within reach, in no order.
    private func places(around row: Int, _ center: Coordinate, reachMeters: Double) -> [Place] {
        let cell = Self.cell(center)
        let latitudes = Int32((reachMeters / Self.cellMeters).rounded(.up))
        // Degrees of longitude shrink towards the poles.
        let longitudes = Int32((Double(latitudes) / max(0.05, cos(center.latitude * .pi / 180))).rounded(.up))
        let chord = 2 * sin(reachMeters / Self.earthMeters / 2)
        var places: [Place] = []
        for latitude in -latitudes...latitudes {
            for longitude in -longitudes...longitudes {
                for other in rowsByCell[cell &+ SIMD2(latitude, longitude)] ?? [] {
                    let apart = points[Int(other)] - points[row]
                    let square = (apart * apart).sum()
                    guard square > 0, square <= chord * chord else { continue }
                    let meters = 2 * Self.earthMeters * asin(square.squareRoot() / 2)
                    places.append(Place(row: other, meters: Float(meters)))
                }
            }
        }
        return places
    }

    private static func point(_ location: Coordinate) -> SIMD4<Double> {
        let (latitude, longitude) = (location.latitude * .pi / 180, location.longitude * .pi / 180)
        return SIMD4(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude), 0)
    }

    private static func cell(_ location: Coordinate) -> SIMD2<Int32> {
        let degrees = cellMeters / 111_195
        return SIMD2(
            Int32((location.latitude / degrees).rounded(.down)),
            Int32((location.longitude / degrees).rounded(.down))
        )
    }
}
