import CollectorService

/// Monday 2 March 2026, 05:00 in Seoul (Unix seconds).
let simulatedMonday: Int64 = 1_772_395_200
let simulatedDaySeconds: Int64 = 86_400
let simulatedStationCount = 2_730

extension SimulatedDay {
    /// Bikes at stations, ridden and on trucks.
    var allBikes: Int {
        bikes.reduce(0) { $0 + Int($1) } + riding + onTrucks
    }
}

extension SimulatedCity {
    /// The day that holds an instant, advanced to it.
    func state(at unixSeconds: Int64) -> SimulatedDay {
        var day = day(containing: unixSeconds)
        day.advance(to: unixSeconds)
        return day
    }

    /// The share of stations whose count changed from one ten-minute mark to the next, for each of the 24 hours of a
    /// service day, indexed by the local hour.
    func changeRates(ofDayAt start: Int64) -> [Double] {
        var day = day(containing: start)
        var before = day.bikes
        var changes = [Int](repeating: 0, count: 24)
        for step in 1...144 {
            let instant = day.startSeconds + Int64(step) * 600
            day.advance(to: instant)
            let now = step == 144 ? self.day(containing: instant).bikes : day.bikes
            changes[(5 + (step - 1) / 6) % 24] += zip(before, now).count { $0 != $1 }
            before = now
        }
        return changes.map { Double($0) / Double(6 * stations.count) }
    }
}

extension [Double] {
    var meanRate: Double { reduce(0, +) / Double(count) }
}
