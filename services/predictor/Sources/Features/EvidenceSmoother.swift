/// Smooths the sums of each channel over neighbouring slots and shrinks them, one channel after the other.
struct EvidenceSmoother {
    private let evidence: DayEvidence
    private let isDayOff: Bool
    /// Steps seen of each station, over both kinds and all slots.
    let stationSteps: [Float]
    /// Smoothed steps by kernel: several channels are smoothed alike.
    private var stepsByKernel: [[Float]: Smoothed] = [:]
    private var totals: [DayEvidence.Channel: [Float]] = [:]
    private var rhythms: [DayEvidence.Channel: Rhythm] = [:]

    /// Steps at which a station's own mean is believed by half.
    private static let stationShrinkage: Float = 60

    /// Slot × station of this kind of day and of the other.
    private struct Smoothed {
        var own: [Float]
        var other: [Float]
    }

    /// How the city's mean at each slot compares with its mean over everything: on this kind of day, and on both.
    private struct Rhythm {
        var own: [Float]
        var both: [Float]
    }

    init(_ evidence: DayEvidence, isDayOff: Bool) {
        self.evidence = evidence
        self.isDayOff = isDayOff
        stationSteps = Self.total(evidence, .steps)
    }

    /// The station's mean over everything, shrunk towards the city's.
    mutating func stationMean(_ channel: DayEvidence.Channel) -> [Float] {
        let totals = self.totals[channel] ?? Self.total(evidence, channel)
        self.totals[channel] = totals
        let city = totals.reduce(0, +) / max(1, stationSteps.reduce(0, +))
        return zip(totals, stationSteps).map { total, steps in
            (total + Self.stationShrinkage * city) / (steps + Self.stationShrinkage)
        }
    }

    /// The mean of `channel` by slot and station; `shrinkage` in days.
    mutating func table(
        _ channel: DayEvidence.Channel,
        kernel: [Float],
        shrinkage: Float,
        followsRhythm: Bool
    ) -> [Float] {
        let count = evidence.stationCount
        let stationMean = stationMean(channel)
        let rhythm = followsRhythm ? cityRhythm(channel) : nil
        let sums = smoothed(channel, kernel: kernel)
        let steps = stepsByKernel[kernel] ?? smoothed(.steps, kernel: kernel)
        stepsByKernel[kernel] = steps
        var table = sums.own
        for slot in 0..<evidence.slotsPerDay {
            let both = rhythm?.both[slot] ?? 1
            let shrink = Shrinkage(
                days: shrinkage,
                bothRhythm: both,
                ownRhythm: rhythm.map { $0.own[slot] / max(0.05, both) } ?? 1
            )
            for row in 0..<count {
                let cell = slot * count + row
                table[cell] = shrink.mean(
                    own: (sums.own[cell], steps.own[cell]),
                    other: (sums.other[cell], steps.other[cell]),
                    station: stationMean[row]
                )
            }
        }
        return table
    }

    private func smoothed(_ channel: DayEvidence.Channel, kernel: [Float]) -> Smoothed {
        Smoothed(
            own: smoothed(channel, kernel: kernel, isDayOff: isDayOff),
            other: smoothed(channel, kernel: kernel, isDayOff: !isDayOff)
        )
    }

    private func smoothed(_ channel: DayEvidence.Channel, kernel: [Float], isDayOff: Bool) -> [Float] {
        let count = evidence.stationCount
        let slots = evidence.slotsPerDay
        let values = evidence.sums[channel.rawValue]
        var sums = [Float](repeating: 0, count: slots * count)
        for slot in 0..<slots {
            let starts = kernel.indices.map { tap in
                evidence.start(isDayOff: isDayOff, slot: (slot + tap - kernel.count / 2 + slots) % slots)
            }
            ColumnSums.combine(values, from: starts, times: kernel, into: &sums, at: slot * count, count: count)
        }
        return sums
    }

    private mutating func cityRhythm(_ channel: DayEvidence.Channel) -> Rhythm {
        if let known = rhythms[channel] { return known }
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
        let rhythm = Rhythm(own: ownRhythm, both: both)
        rhythms[channel] = rhythm
        return rhythm
    }

    private func cityTotal(_ channel: DayEvidence.Channel, slot: Int, isDayOff: Bool) -> Float {
        let start = evidence.start(isDayOff: isDayOff, slot: slot)
        return ColumnSums.sum(evidence.sums[channel.rawValue], from: start, count: evidence.stationCount)
    }

    private static func total(_ evidence: DayEvidence, _ channel: DayEvidence.Channel) -> [Float] {
        let count = evidence.stationCount
        var totals = [Float](repeating: 0, count: count)
        let sums = evidence.sums[channel.rawValue]
        for cell in 0..<2 * evidence.slotsPerDay {
            ColumnSums.add(sums, from: cell * count, times: 1, to: &totals, at: 0, count: count)
        }
        return totals
    }
}

/// How a slot's own mean leans on what is known better.
private struct Shrinkage {
    let days: Float
    let bothRhythm: Float
    let ownRhythm: Float

    @inline(__always)
    func mean(own: (sum: Float, steps: Float), other: (sum: Float, steps: Float), station: Float) -> Float {
        let prior = station * bothRhythm
        let both = (own.sum + other.sum + days * prior) / (own.steps + other.steps + days)
        return (own.sum + days * both * ownRhythm) / (own.steps + days)
    }
}
