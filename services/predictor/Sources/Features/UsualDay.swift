import Core

/// What stations usually do on a kind of day: smoothed over neighbouring times and shrunk towards what is known better.
///
/// A slot's mean leans on the mean of both kinds of day, that one on the station's own mean times the city's rhythm,
/// and that one on the city's mean. Element slot × stations + row of each table.
package struct UsualDay: Sendable {
    package let slotMinutes: Int
    package let stationCount: Int
    /// Bikes that are there.
    package let level: [Float]
    /// Bikes that riders bring and take in ten minutes, smoothed over about half an hour.
    package let arrivals: [Float]
    package let departures: [Float]
    /// The same, smoothed over about two hours.
    package let wideArrivals: [Float]
    package let wideDepartures: [Float]
    /// Share of the time without a bike, and without a free dock.
    package let empty: [Float]
    package let full: [Float]
    /// Bikes that trucks bring and take in ten minutes.
    package let trucksIn: [Float]
    package let trucksOut: [Float]
    /// Means over the whole day of both kinds, one a station.
    package let stationLevel: [Float]
    package let stationFlow: [Float]
    package let stationEmpty: [Float]
    package let stationFull: [Float]
    /// Days of evidence of a station.
    package let stationDays: [Float]

    package var slotsPerDay: Int { 1440 / slotMinutes }

    /// Computes the tables for a kind of day; those that `isCoarse` evidence is too thin for repeat the others.
    package init(_ evidence: DayEvidence, isDayOff: Bool, isCoarse: Bool = false) {
        slotMinutes = evidence.slotMinutes
        stationCount = evidence.stationCount
        var smoother = EvidenceSmoother(evidence, isDayOff: isDayOff)
        level = smoother.table(.level, kernel: isCoarse ? [1] : [0.5, 1, 0.5], shrinkage: 3, followsRhythm: false)
        let narrow: [Float] = isCoarse ? [0.5, 1, 0.5] : [1 / 3, 2 / 3, 1, 2 / 3, 1 / 3]
        arrivals = smoother.table(.arrivals, kernel: narrow, shrinkage: 4, followsRhythm: true)
        departures = smoother.table(.departures, kernel: narrow, shrinkage: 4, followsRhythm: true)
        stationLevel = smoother.stationMean(.level)
        stationEmpty = smoother.stationMean(.empty)
        stationFull = smoother.stationMean(.full)
        let flows = (smoother.stationMean(.arrivals), smoother.stationMean(.departures))
        stationFlow = zip(flows.0, flows.1).map(+)
        stationDays = smoother.stationSteps.map { $0 / Float(1440 / 10) }
        if isCoarse {
            (wideArrivals, wideDepartures, empty, full, trucksIn, trucksOut) = ([], [], [], [], [], [])
            return
        }
        let wide: [Float] = [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 0.8, 0.6, 0.4, 0.2]
        wideArrivals = smoother.table(.arrivals, kernel: wide, shrinkage: 4, followsRhythm: true)
        wideDepartures = smoother.table(.departures, kernel: wide, shrinkage: 4, followsRhythm: true)
        empty = smoother.table(.empty, kernel: narrow, shrinkage: 3, followsRhythm: false)
        full = smoother.table(.full, kernel: narrow, shrinkage: 3, followsRhythm: false)
        let widest = [Float](repeating: 1, count: 13)
        trucksIn = smoother.table(.trucksIn, kernel: widest, shrinkage: 20, followsRhythm: true)
        trucksOut = smoother.table(.trucksOut, kernel: widest, shrinkage: 20, followsRhythm: true)
    }

    /// The slot of a minute of the day, which may lie beyond midnight on either side.
    func slot(minute: Int) -> Int {
        let inDay = minute % 1440
        return (inDay < 0 ? inDay + 1440 : inDay) / slotMinutes
    }

    /// The sum of `table` over `minutes` from `minute` of the day on, for every row; tables hold ten minutes' worth.
    package func sum(_ table: [Float], from minute: Int, minutes: Int) -> [Float] {
        var sums = [Float](repeating: 0, count: stationCount)
        var left = minutes
        var begin = minute
        while left > 0 {
            let step = min(left, 10)
            let base = slot(minute: begin) * stationCount
            let share = Float(step) / 10
            ColumnSums.add(table, from: base, times: share, to: &sums, at: 0, count: stationCount)
            left -= step
            begin += step
        }
        return sums
    }

    /// Where the values at a minute of the day begin in a table.
    func start(minute: Int) -> Int { slot(minute: minute) * stationCount }

    /// The values of `table` at a minute of the day, one a row.
    func values(_ table: [Float], at minute: Int) -> ArraySlice<Float> {
        let base = start(minute: minute)
        return table[base..<base + stationCount]
    }
}
