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
        let smoother = EvidenceSmoother(evidence, isDayOff: isDayOff)
        level = smoother.table(.level, kernel: isCoarse ? [1] : [0.5, 1, 0.5], shrinkage: 3, followsRhythm: false)
        let narrow: [Float] = isCoarse ? [0.5, 1, 0.5] : [1 / 3, 2 / 3, 1, 2 / 3, 1 / 3]
        arrivals = smoother.table(.arrivals, kernel: narrow, shrinkage: 4, followsRhythm: true)
        departures = smoother.table(.departures, kernel: narrow, shrinkage: 4, followsRhythm: true)
        stationLevel = smoother.stationMean(.level)
        stationEmpty = smoother.stationMean(.empty)
        stationFull = smoother.stationMean(.full)
        stationFlow = zip(smoother.stationMean(.arrivals), smoother.stationMean(.departures)).map(+)
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
            for row in 0..<stationCount { sums[row] += share * table[base + row] }
            left -= step
            begin += step
        }
        return sums
    }

    /// The values of `table` at a minute of the day, one a row.
    func values(_ table: [Float], at minute: Int) -> ArraySlice<Float> {
        let base = slot(minute: minute) * stationCount
        return table[base..<base + stationCount]
    }
}

/// Smooths and shrinks one channel after the other.
private struct EvidenceSmoother {
    private let evidence: DayEvidence
    private let isDayOff: Bool
    /// Steps seen of each station, over both kinds and all slots.
    let stationSteps: [Float]

    /// Steps at which a station's own mean is believed by half.
    private static let stationShrinkage: Float = 60

    init(_ evidence: DayEvidence, isDayOff: Bool) {
        self.evidence = evidence
        self.isDayOff = isDayOff
        stationSteps = Self.total(evidence, .steps)
    }

    /// The station's mean over everything, shrunk towards the city's.
    func stationMean(_ channel: DayEvidence.Channel) -> [Float] {
        let totals = Self.total(evidence, channel)
        let city = totals.reduce(0, +) / max(1, stationSteps.reduce(0, +))
        return zip(totals, stationSteps).map { total, steps in
            (total + Self.stationShrinkage * city) / (steps + Self.stationShrinkage)
        }
    }

    /// The mean of `channel` by slot and station; `shrinkage` in days.
    func table(_ channel: DayEvidence.Channel, kernel: [Float], shrinkage: Float, followsRhythm: Bool) -> [Float] {
        let count = evidence.stationCount
        let slots = evidence.slotsPerDay
        let stationMean = stationMean(channel)
        let rhythm = followsRhythm ? cityRhythm(channel) : (own: [], both: [])
        var table = [Float](repeating: 0, count: slots * count)
        for slot in 0..<slots {
            let own = smoothed(channel, kernel: kernel, slot: slot, isDayOff: isDayOff)
            let other = smoothed(channel, kernel: kernel, slot: slot, isDayOff: !isDayOff)
            let bothRhythm = followsRhythm ? rhythm.both[slot] : 1
            let ownRhythm = followsRhythm ? rhythm.own[slot] / max(0.05, rhythm.both[slot]) : 1
            for row in 0..<count {
                let prior = stationMean[row] * bothRhythm
                let bothSteps = own.steps[row] + other.steps[row]
                let both = (own.sums[row] + other.sums[row] + shrinkage * prior) / (bothSteps + shrinkage)
                table[slot * count + row] =
                    (own.sums[row] + shrinkage * both * ownRhythm) / (own.steps[row] + shrinkage)
            }
        }
        return table
    }

    private func smoothed(
        _ channel: DayEvidence.Channel,
        kernel: [Float],
        slot: Int,
        isDayOff: Bool
    ) -> (sums: [Float], steps: [Float]) {
        let count = evidence.stationCount
        let slots = evidence.slotsPerDay
        let values = evidence.sums[channel.rawValue]
        let weights = evidence.sums[DayEvidence.Channel.steps.rawValue]
        var sums = [Float](repeating: 0, count: count)
        var steps = sums
        for (tap, factor) in kernel.enumerated() {
            let wrapped = (slot + tap - kernel.count / 2 + slots) % slots
            let base = evidence.start(isDayOff: isDayOff, slot: wrapped)
            for row in 0..<count {
                sums[row] += factor * values[base + row]
                steps[row] += factor * weights[base + row]
            }
        }
        return (sums, steps)
    }

    /// How the city's mean at each slot compares with its mean over everything: on this kind of day, and on both.
    private func cityRhythm(_ channel: DayEvidence.Channel) -> (own: [Float], both: [Float]) {
        let slots = evidence.slotsPerDay
        let own = (0..<slots).map { cityTotal(channel, slot: $0, isDayOff: isDayOff) }
        let other = (0..<slots).map { cityTotal(channel, slot: $0, isDayOff: !isDayOff) }
        let ownSteps = (0..<slots).map { cityTotal(.steps, slot: $0, isDayOff: isDayOff) }
        let otherSteps = (0..<slots).map { cityTotal(.steps, slot: $0, isDayOff: !isDayOff) }
        let steps = ownSteps.reduce(0, +) + otherSteps.reduce(0, +)
        let mean = max(1e-6, (own.reduce(0, +) + other.reduce(0, +)) / max(1, steps))
        let prior: Float = 200
        let both = (0..<slots).map { slot in
            (own[slot] + other[slot] + prior * mean) / (ownSteps[slot] + otherSteps[slot] + prior) / mean
        }
        let ownRhythm = (0..<slots).map { slot in
            (own[slot] + prior * mean * both[slot]) / (ownSteps[slot] + prior) / mean
        }
        return (ownRhythm, both)
    }

    private func cityTotal(_ channel: DayEvidence.Channel, slot: Int, isDayOff: Bool) -> Float {
        let base = evidence.start(isDayOff: isDayOff, slot: slot)
        return evidence.sums[channel.rawValue][base..<base + evidence.stationCount].reduce(0, +)
    }

    private static func total(_ evidence: DayEvidence, _ channel: DayEvidence.Channel) -> [Float] {
        let count = evidence.stationCount
        var totals = [Float](repeating: 0, count: count)
        let sums = evidence.sums[channel.rawValue]
        for cell in 0..<2 * evidence.slotsPerDay {
            for row in 0..<count { totals[row] += sums[cell * count + row] }
        }
        return totals
    }
}
