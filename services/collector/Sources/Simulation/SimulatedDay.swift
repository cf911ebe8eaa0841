/// One service day of the simulated city: a value that runs forward minute by minute.
///
/// Between two stops it makes no difference how often it was advanced. At its end every station holds the next day's
/// target and nothing is under way, which is exactly how the next day begins.
package struct SimulatedDay: Sendable {
    /// 05:00 local time (Unix seconds).
    package let startSeconds: Int64
    /// 05:00 of the next date (Unix seconds); that instant belongs to the next day.
    package let endSeconds: Int64
    /// Bikes at each station, aligned with `SimulatedCity.stations`; may exceed the racks, never negative.
    package internal(set) var bikes: [Int32]
    /// Bikes being ridden.
    package internal(set) var riding = 0
    /// Bikes on trucks.
    package internal(set) var onTrucks = 0
    /// Riders since 05:00 who found no bike.
    package internal(set) var unmetRentals = 0
    /// Rides begun since 05:00.
    package internal(set) var trips = 0

    /// Minutes since 05:00 that have been lived through.
    var minute = 0
    let city: SimulatedCity
    let date: ServiceDate
    /// How many ride on this date, by season and by chance, against the average.
    let dayDemand: Double
    var tripRandom: SimulationRandom
    var truckRandom: SimulationRandom
    /// Stations where a ride ends, by minute of the day.
    var arrivals: [[UInt16]]
    /// Rides under way to each station.
    var inbound: [Int32]
    /// Loaded trucks under way by day.
    var deliveries: [TruckDelivery] = []
    var night = NightRound()

    init(city: SimulatedCity, date: ServiceDate) {
        self.city = city
        self.date = date
        startSeconds = date.startSeconds
        endSeconds = date.next.startSeconds
        bikes = city.targets(on: date)
        tripRandom = SimulationRandom(seed: city.seed, purpose: .trips, counter: date.number)
        dayDemand =
            SimulationDemand.season(month: ServiceDate.month(ofDay: date.number)) * tripRandom.real(in: 0.95..<1.05)
        truckRandom = SimulationRandom(seed: city.seed, purpose: .trucks, counter: date.number)
        arrivals = Array(repeating: [], count: ServiceDate.minutesPerDay)
        inbound = Array(repeating: 0, count: city.stations.count)
    }

    /// Runs forward to an instant, cut to whole minutes; an earlier instant changes nothing, a later day stops at 04:59.
    package mutating func advance(to unixSeconds: Int64) {
        let wanted = min((unixSeconds - startSeconds).floorDivided(by: 60), Int64(ServiceDate.minutesPerDay - 1))
        while minute < wanted {
            minute += 1
            endRides()
            unloadTrucks()
            beginRides()
            sendTrucks()
            visitAtNight()
        }
    }
}
