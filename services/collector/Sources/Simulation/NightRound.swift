/// The plan of the trucks between 02:00 and 04:59, when they bring every station to the next day's target.
///
/// A visited station is closed for rides until 05:00. The main round ends at 04:40, when the last ride has ended too;
/// then come the stations that had a rider on the way or found the trucks empty.
struct NightRound: Sendable {
    /// 02:00, in minutes since 05:00.
    static let begin = 1_260
    /// 04:40: no ride ends later.
    static let lastRideEnd = 1_420
    /// 04:58: the last visit.
    static let end = 1_438

    /// The next day's bikes at each station; empty until the round begins.
    private(set) var targets: [Int32] = []
    private var closed: [Bool] = []
    private var route: [Int] = []
    private var visited = 0
    /// Stations left for after the last ride.
    private var late: [Int] = []

    var hasBegun: Bool { !targets.isEmpty }

    func isClosed(_ station: Int) -> Bool {
        hasBegun && closed[station]
    }

    /// Lays out the route: stations with too many bikes as long as the trucks are low, then ones with too few.
    mutating func begin(targets: [Int32], bikes: [Int32], order: [Int]) {
        self.targets = targets
        closed = Array(repeating: false, count: targets.count)
        route.reserveCapacity(order.count)
        let full = order.filter { bikes[$0] >= targets[$0] }
        var lacking = order.filter { bikes[$0] < targets[$0] }[...]
        var load: Int32 = 0
        for station in full {
            route.append(station)
            load += bikes[station] - targets[station]
            while let next = lacking.first, load - (targets[next] - bikes[next]) >= Self.reserve {
                route.append(next)
                load -= targets[next] - bikes[next]
                lacking.removeFirst()
            }
        }
        route.append(contentsOf: lacking)
    }

    /// The stations to visit in a minute, in order; those put off come once no ride is under way.
    mutating func stops(in minute: Int, bikes: [Int32]) -> [Int] {
        if minute == Self.lastRideEnd + 1 {
            route = late.filter { bikes[$0] >= targets[$0] } + late.filter { bikes[$0] < targets[$0] }
            visited = 0
        }
        let isLate = minute > Self.lastRideEnd
        let first = isLate ? Self.lastRideEnd : Self.begin
        let last = isLate ? Self.end : Self.lastRideEnd
        let due = min(route.count, route.count * (minute - first) / (last - first))
        guard due > visited else { return [] }
        defer { visited = due }
        return Array(route[visited..<due])
    }

    mutating func close(_ station: Int) {
        closed[station] = true
    }

    mutating func putOff(_ station: Int) {
        late.append(station)
    }

    /// Bikes kept on the trucks for stations that have lost some since the route was laid out.
    private static let reserve: Int32 = 150
}

extension SimulatedDay {
    mutating func visitAtNight() {
        guard minute >= NightRound.begin else { return }
        if !night.hasBegun {
            night.begin(targets: city.targets(on: date.next), bikes: bikes, order: shuffledStations())
        }
        for station in night.stops(in: minute, bikes: bikes) {
            guard inbound[station] == 0 else {
                night.putOff(station)
                continue
            }
            night.close(station)
            settle(station)
        }
    }

    /// Brings a station to its target, as far as the trucks have bikes.
    private mutating func settle(_ station: Int) {
        let change = min(night.targets[station] - bikes[station], Int32(onTrucks))
        bikes[station] += change
        onTrucks -= Int(change)
        if bikes[station] != night.targets[station] { night.putOff(station) }
    }

    private mutating func shuffledStations() -> [Int] {
        var order = Array(bikes.indices)
        for index in order.indices.dropFirst().reversed() {
            order.swapAt(index, truckRandom.index(below: index + 1))
        }
        return order
    }
}
