extension SimulatedDay {
    /// No ride lasts longer (minutes).
    static let longestRide = 110
    private static let destinationTries = 8
    /// The share of riders from parks who come back to where they began.
    private static let roundTripShare = 0.22

    mutating func endRides() {
        let ended = arrivals[minute]
        for station in ended {
            bikes[Int(station)] += 1
            inbound[Int(station)] -= 1
        }
        riding -= ended.count
        arrivals[minute] = []
    }

    /// Draws this minute's riders; who finds no bike goes home.
    mutating func beginRides() {
        let rain = city.weather(at: startSeconds + Int64(minute) * 60)
        let willing = SimulationDemand.willingness(rain: rain) * dayDemand
        let departures = SimulationDemand.departures(minute: minute, weekday: date.weekday)
        let attraction = SimulationDemand.attraction(minute: minute, weekday: date.weekday)
        for character in StationCharacter.allCases {
            let riders = tripRandom.poisson(mean: departures[character.rawValue] * willing)
            for _ in 0..<riders {
                beginRide(of: character, attraction: attraction)
            }
        }
    }

    private mutating func beginRide(of character: StationCharacter, attraction: [Double]) {
        let origins = city.network.origins[character.rawValue]
        let origin = Int(origins[tripRandom.index(below: origins.count)])
        guard !night.isClosed(origin) else { return }
        guard bikes[origin] > 0 else {
            unmetRentals += 1
            return
        }
        guard let ride = planRide(from: origin, of: character, attraction: attraction) else { return }
        bikes[origin] -= 1
        inbound[ride.destination] += 1
        arrivals[minute + ride.minutes].append(UInt16(ride.destination))
        riding += 1
        trips += 1
    }

    /// Where to, and how long (minutes); nil when nothing suitable can be reached before the night round ends.
    private mutating func planRide(
        from origin: Int,
        of character: StationCharacter,
        attraction: [Double]
    ) -> (destination: Int, minutes: Int)? {
        if character == .leisure, tripRandom.unit() < Self.roundTripShare {
            let minutes = 25 + tripRandom.index(below: 50)
            return isOpen(origin, in: minutes) ? (origin, minutes) : nil
        }
        var choice: (destination: Int, minutes: Int)?
        for _ in 0..<Self.destinationTries {
            let draw = tripRandom.index(below: SimulationNetwork.destinationsPerStation)
            let destination = Int(city.network.destinations[origin * SimulationNetwork.destinationsPerStation + draw])
            let minutes = rideMinutes(from: origin, to: destination)
            guard isOpen(destination, in: minutes) else { continue }
            choice = (destination, minutes)
            if tripRandom.unit() < attraction[city.network.characters[destination].rawValue] { break }
        }
        return choice
    }

    /// At 10 to 13 km/h over streets a quarter longer than the straight line, and a few minutes for the locks.
    private mutating func rideMinutes(from origin: Int, to destination: Int) -> Int {
        let apart = city.network.positions[destination] - city.network.positions[origin]
        let kilometres = (apart.x * apart.x + apart.y * apart.y).squareRoot() * 1.25
        let pace = tripRandom.real(in: 4.6..<6.0)
        return min(Self.longestRide, 1 + Int(kilometres * pace + tripRandom.real(in: 0..<3)))
    }

    /// Whether a ride that lasts `minutes` may end at a station: not where the night round has been, nor after it.
    private func isOpen(_ station: Int, in minutes: Int) -> Bool {
        minute + minutes <= NightRound.lastRideEnd && !night.isClosed(station)
    }
}
