/// A truck on its way by day.
struct TruckDelivery: Sendable {
    let minute: Int
    let station: Int
    let count: Int32
}

extension SimulatedDay {
    /// Trucks load between 06:00 and 01:00, so that all are empty when the night round begins at 02:00.
    private static let loadingMinutes = 60..<1_200
    private static let moveSizes = 5...15
    private static let candidates = 40

    mutating func unloadTrucks() {
        for delivery in deliveries where delivery.minute == minute {
            bikes[delivery.station] += delivery.count
            onTrucks -= Int(delivery.count)
        }
        deliveries.removeAll { $0.minute <= minute }
    }

    /// Once a minute, takes 5 to 15 bikes from an overfull station to an empty one a ride away.
    mutating func sendTrucks() {
        guard Self.loadingMinutes.contains(minute), let source = overfullStation(),
            let goal = emptyStation(near: source)
        else { return }
        let spare = Int(bikes[source]) - city.stations[source].racks
        let count = Int32(min(spare, Self.moveSizes.upperBound, city.stations[goal].racks))
        bikes[source] -= count
        onTrucks += Int(count)
        let driving = 12 + truckRandom.index(below: 24)
        deliveries.append(TruckDelivery(minute: minute + driving, station: goal, count: count))
    }

    /// The fullest of some stations drawn at random, if 5 bikes or more stand there without a rack.
    private mutating func overfullStation() -> Int? {
        var best: Int?
        var mostSpare = Self.moveSizes.lowerBound - 1
        for _ in 0..<Self.candidates {
            let station = truckRandom.index(below: bikes.count)
            let spare = Int(bikes[station]) - city.stations[station].racks
            if spare > mostSpare {
                mostSpare = spare
                best = station
            }
        }
        return best
    }

    private mutating func emptyStation(near source: Int) -> Int? {
        let size = SimulationNetwork.destinationsPerStation
        for _ in 0..<Self.candidates {
            let station = Int(city.network.destinations[source * size + truckRandom.index(below: size)])
            if bikes[station] <= 1, !deliveries.contains(where: { $0.station == station }) { return station }
        }
        return nil
    }
}
