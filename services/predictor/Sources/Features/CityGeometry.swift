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

        /// The weighted mean of `column` around each row, without missing values; NaN where no neighbour has one.
        func mean(of column: [Float]) -> [Float] {
            var means = [Float](repeating: .nan, count: column.count)
            for row in 0..<min(column.count, starts.count - 1) {
                var sum: Float = 0
                var weight: Float = 0
                for entry in Int(starts[row])..<Int(starts[row + 1]) {
                    let neighbour = Int(rows[entry])
                    guard neighbour < column.count else { continue }
                    let value = column[neighbour]
                    guard value == value else { continue }
                    sum += weights[entry] * value
                    weight += weights[entry]
                }
                if weight > 0 { means[row] = sum / weight }
            }
            return means
        }
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
        for location in locations {
            let around = location.map { grid.places(around: $0) } ?? []
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

/// Finds places within 4 km by cells of that size.
private struct PlaceGrid {
    struct Place {
        let row: Int32
        let meters: Float
    }

    private static let reachMeters = 4000.0
    private var rowsByCell: [SIMD2<Int32>: [Int32]] = [:]
    private let locations: [Coordinate?]

    init(_ locations: [Coordinate?]) {
        self.locations = locations
        for (row, location) in locations.enumerated() {
            guard let location else { continue }
            rowsByCell[Self.cell(location), default: []].append(Int32(row))
        }
    }

    /// Other places within 4 km, nearest first.
    func places(around center: Coordinate) -> [Place] {
        let cell = Self.cell(center)
        var places: [Place] = []
        for latitude in -1...1 {
            // Cells narrow towards the poles: two to each side reach 4 km up to 60 degrees.
            for longitude in -2...2 {
                for row in rowsByCell[cell &+ SIMD2(Int32(latitude), Int32(longitude))] ?? [] {
                    guard let location = locations[Int(row)] else { continue }
                    let meters = center.meters(to: location)
                    if meters > 0, meters <= Self.reachMeters { places.append(Place(row: row, meters: Float(meters))) }
                }
            }
        }
        return places.sorted { ($0.meters, $0.row) < ($1.meters, $1.row) }
    }

    private static func cell(_ location: Coordinate) -> SIMD2<Int32> {
        let degrees = reachMeters / 111_195
        return SIMD2(
            Int32((location.latitude / degrees).rounded(.down)),
            Int32((location.longitude / degrees).rounded(.down))
        )
    }
}
