/// An invented bike-share city on a coarse map of Seoul, for running without an API key.
///
/// Deterministic: the state at an instant depends on the seed and the instant alone, to the minute, so processes,
/// restarts and history written earlier agree. The streets and stations are the same for every seed; the seed decides
/// weather, riders and trucks. Local time is UTC+09:00 throughout.
package struct SimulatedCity: Sendable {
    /// The 2,730 stations.
    package let stations: [SimulatedStation]
    /// The 25 districts.
    package let districts: [SimulatedDistrict]
    /// The outline of the Han (WGS84 degrees), not closed; no station lies in it.
    package let river: [(lon: Double, lat: Double)]
    /// All bikes: at stations, ridden and on trucks; the same at every instant.
    package let fleet: Int

    let seed: UInt64
    let network: SimulationNetwork

    /// The city of a seed. The first call in a process lays out the streets; later ones are free.
    package init(seed: UInt64 = 1) {
        self.seed = seed
        network = .shared
        stations = network.stations
        districts = SimulatedGeography.districts
        river = SimulatedGeography.river
        fleet = network.fleet
    }

    /// The service day (05:00 to 05:00 local time) that holds an instant, standing at its beginning.
    package func day(containing unixSeconds: Int64) -> SimulatedDay {
        SimulatedDay(city: self, date: ServiceDate(containing: unixSeconds))
    }

    /// Rain in the local hour that holds an instant (mm).
    package func weather(at unixSeconds: Int64) -> Double {
        SimulatedWeather(seed: seed).rain(at: unixSeconds)
    }

    /// Bikes at every station at 05:00 of a date; they add up to the fleet.
    func targets(on date: ServiceDate) -> [Int32] {
        var random = SimulationRandom(seed: seed, purpose: .targets, counter: date.number)
        let wishes = zip(stations, network.characters).map { station, character in
            Double(station.racks) * character.morningFill * max(0.1, 1 + 0.3 * random.bell())
        }
        let scale = Double(fleet) / wishes.reduce(0, +)
        var targets: [Int32] = []
        targets.reserveCapacity(wishes.count)
        var sum = 0.0
        var given = 0
        for (index, wish) in wishes.enumerated() {
            sum += wish * scale
            // Rounding the running sum keeps the total exact.
            let upTo = index == wishes.count - 1 ? fleet : Int(sum + 0.5)
            targets.append(Int32(upTo - given))
            given = upTo
        }
        return targets
    }
}
