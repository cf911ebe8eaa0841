/// What does not change from day to day: stations, how busy they are, and who rides where. Made once a process.
final class SimulationNetwork: Sendable {
    /// The one network; every seed rides on the same streets.
    static let shared = SimulationNetwork()

    let stations: [SimulatedStation]
    let characters: [StationCharacter]
    /// Bikes in the whole city: 95 for every 100 racks.
    let fleet: Int
    /// Kilometres east and north of the city's south-western corner.
    let positions: [SIMD2<Double>]
    /// For each character, stations repeated by their share of its departures: a uniform pick is a weighted pick.
    let origins: [[UInt16]]
    /// `destinationsPerStation` for each station, repeated by how well they attract from there.
    let destinations: [UInt16]

    static let originSlots = 32_768
    static let destinationsPerStation = 128

    private init() {
        let placement = StationPlacement()
        stations = placement.stations
        characters = placement.characters
        fleet = placement.stations.reduce(0) { $0 + $1.racks } * 95 / 100
        let scale = SimulatedGeography.kilometresPerDegree
        positions = placement.stations.map { SIMD2(($0.lon - 126.76) * scale.lon, ($0.lat - 37.42) * scale.lat) }
        let activity = Self.activity(of: placement)
        origins = Self.originTables(activity: activity, characters: placement.characters)
        destinations = Self.destinationTable(
            positions: positions,
            attraction: activity,
            isSouth: placement.stations.map {
                SimulatedGeography.southernDistricts.contains(SimulatedGeography.districts[$0.district].koreanName)
            }
        )
    }

    /// How busy each station is; large stations were built where many ride.
    private static func activity(of placement: StationPlacement) -> [Double] {
        var random = SimulationRandom(seed: 7, purpose: .geography, counter: 1)
        return zip(placement.stations, placement.characters).map { station, character in
            let own = 0.45 + 1.1 * random.unit()
            return character.activity * own * (0.5 + Double(station.racks) / 23)
        }
    }

    /// A station acts mostly as its own character and a little as every other.
    private static func originTables(activity: [Double], characters: [StationCharacter]) -> [[UInt16]] {
        StationCharacter.allCases.map { character in
            let weights = zip(activity, characters).map { $0 * ($1 == character ? 1 : 0.08) }
            return slots(weights: weights, count: originSlots)
        }
    }

    /// Station indices repeated in proportion to their weights, `count` in all.
    private static func slots(weights: [Double], count: Int) -> [UInt16] {
        let total = weights.reduce(0, +)
        var result: [UInt16] = []
        result.reserveCapacity(count)
        var sum = 0.0
        for (station, weight) in weights.enumerated() {
            sum += weight
            let end = min(count, Int(sum / total * Double(count) + 0.5))
            while result.count < end { result.append(UInt16(station)) }
        }
        while result.count < count { result.append(UInt16(weights.count - 1)) }
        return result
    }

    private static func destinationTable(
        positions: [SIMD2<Double>],
        attraction: [Double],
        isSouth: [Bool]
    ) -> [UInt16] {
        var random = SimulationRandom(seed: 7, purpose: .destinations)
        var table: [UInt16] = []
        table.reserveCapacity(positions.count * destinationsPerStation)
        var weights = [Double](repeating: 0, count: positions.count)
        for origin in positions.indices {
            let here = positions[origin]
            for other in positions.indices {
                let apart = positions[other] - here
                let squared = apart.x * apart.x + apart.y * apart.y
                let reach = gravity(squaredDistance: squared)
                weights[other] = attraction[other] * (isSouth[other] == isSouth[origin] ? reach : reach * 0.2)
            }
            weights[origin] = 0
            appendDraws(weights, start: random.unit(), to: &table)
        }
        return table
    }

    /// How strongly a place draws riders: flat for a kilometre, then falling; hardly anyone rides a block or 8 km.
    private static func gravity(squaredDistance: Double) -> Double {
        guard squaredDistance < 64 else { return 0 }
        let nearness = squaredDistance / 2.9
        let worthIt = min(1, squaredDistance / 0.36)
        return worthIt / (1 + nearness * nearness)
    }

    /// Evenly spaced draws through the cumulated weights: as close to the shares as the number of draws allows.
    private static func appendDraws(_ weights: [Double], start: Double, to table: inout [UInt16]) {
        let step = weights.reduce(0, +) / Double(destinationsPerStation)
        var threshold = start * step
        var sum = 0.0
        var drawn = 0
        var last = 0
        for (station, weight) in weights.enumerated() where weight > 0 {
            sum += weight
            last = station
            while sum > threshold && drawn < destinationsPerStation {
                table.append(UInt16(station))
                drawn += 1
                threshold += step
            }
        }
        while drawn < destinationsPerStation {
            table.append(UInt16(last))
            drawn += 1
        }
    }
}
