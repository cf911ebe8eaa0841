import Core

/// What each station usually does in the ten minutes from a time of day on: the mean change and the mean size of the
/// change.
///
/// A mean is taken over neighbouring slots (weights 1/3, 2/3, 1, 2/3, 1/3) and shrunk: the change towards 0 by n/(n+k),
/// where n counts days of evidence; the size towards the station's mean size times the city's rhythm, each shrunk in
/// turn.
package struct StationProfiles: Sendable {
    /// Days of evidence at which a usual change over ten minutes is believed by half. Over longer horizons the drift
    /// grows faster than the noise, so less evidence is asked for: k = `changeShrinkage` × 10 / minutes.
    static let changeShrinkage: Float = 8
    static let magnitudeShrinkage: Float = 3
    /// Slots of evidence at which a station's own mean size is believed by half.
    static let stationShrinkage: Float = 24
    /// Mean size of the ten-minute change before anything is known.
    static let priorMagnitude: Float = 1
    private static let kernel: [Float] = [1 / 3, 2 / 3, 1, 2 / 3, 1 / 3]

    // Station-major: slot s of row r stands at r × slotCount + s.
    private var changes: [Float] = []
    private var magnitudes: [Float] = []
    private var weights: [Float] = []
    private var stationMagnitudes: [Float] = []
    private var stationWeights: [Float] = []
    private var cityMagnitudes = [Float](repeating: 0, count: DayTime.slotCount)
    private var cityWeights = [Float](repeating: 0, count: DayTime.slotCount)
    private var decay: EvidenceDecay

    package init(halfLifeDays: Double) {
        decay = EvidenceDecay(halfLifeDays: halfLifeDays)
    }

    /// Learns from what changed between two snapshots about ten minutes apart.
    package mutating func learn(from earlier: SnapshotFrame, to later: SnapshotFrame) {
        let minutes = Float(later.observedAt.secondsSince(earlier.observedAt) / 60)
        guard minutes > 0 else { return }
        grow(to: later.bikes.count)
        if let factor = decay.advance(to: later.observedAt) { scale(by: factor) }
        // With a poll every five minutes two pairs begin in each slot: a day of them still counts as one.
        let share = min(1, Float(later.intervalSeconds) / Float(DayTime.slotMinutes * 60))
        let weight = decay.weight(at: later.observedAt) * share
        let rate = weight * Float(DayTime.slotMinutes) / minutes
        let slot = DayTime.slots(
            around: earlier.observedAt,
            utcOffsetSeconds: earlier.utcOffsetSeconds,
            before: 0,
            count: 1
        )[0]
        for row in earlier.rows.lazy.map(Int.init) where earlier.isObserved(row) && later.isObserved(row) {
            let change = Float(later.bikes[row] - earlier.bikes[row])
            let size = abs(change) * rate
            let cell = row * DayTime.slotCount + slot
            changes[cell] += change * rate
            magnitudes[cell] += size
            weights[cell] += weight
            stationMagnitudes[row] += size
            stationWeights[row] += weight
            cityMagnitudes[slot] += size
            cityWeights[slot] += weight
        }
    }

    /// What is usual for every row of `frame` from its time on.
    package func features(for frame: SnapshotFrame) -> ForecastFeatures {
        let steps = ForecastHorizons.minutes.map { max(1, $0 / DayTime.slotMinutes) }
        let window = (steps.max() ?? 1) + Self.kernel.count - 1
        let slots = DayTime.slots(
            around: frame.observedAt,
            utcOffsetSeconds: frame.utcOffsetSeconds,
            before: Self.kernel.count / 2,
            count: window
        )
        let scale = 1 / decay.weight(at: frame.observedAt)
        let city = cityRhythm(slots, scale: scale)
        var usualChange = steps.map { _ in [Float](repeating: 0, count: frame.bikes.count) }
        var usualMagnitude = steps.map { _ in [Float](repeating: city.mean, count: frame.bikes.count) }
        var view = ProfileWindow(length: window - Self.kernel.count + 1)
        for row in frame.rows.lazy.map(Int.init) {
            smooth(row: row, slots: slots, scale: scale, into: &view)
            let ownMean = stationMean(row: row, scale: scale, cityMean: city.mean)
            for (horizon, count) in steps.enumerated() {
                let minutes = Float(ForecastHorizons.minutes[horizon])
                usualChange[horizon][row] = view.change(steps: count, minutes: minutes)
                usualMagnitude[horizon][row] = view.magnitude(steps: count, ownMean: ownMean, rhythm: city.rhythm)
            }
        }
        return ForecastFeatures(frame: frame, usualChange: usualChange, usualMagnitude: usualMagnitude)
    }

    private func smooth(row: Int, slots: [Int], scale: Float, into view: inout ProfileWindow) {
        view.clear()
        let base = row * DayTime.slotCount
        guard base < weights.count else { return }
        for (offset, slot) in slots.enumerated() where weights[base + slot] > 0 {
            let weight = weights[base + slot] * scale
            let change = changes[base + slot] * scale
            let magnitude = magnitudes[base + slot] * scale
            for (tap, factor) in Self.kernel.enumerated() {
                view.add(
                    at: offset - tap,
                    weight: weight * factor,
                    change: change * factor,
                    magnitude: magnitude * factor
                )
            }
        }
    }

    private func stationMean(row: Int, scale: Float, cityMean: Float) -> Float {
        guard row < stationWeights.count else { return cityMean }
        let prior = Self.stationShrinkage
        return (stationMagnitudes[row] * scale + prior * cityMean) / (stationWeights[row] * scale + prior)
    }

    /// The city's mean size of a change, and how the size at each step of the window compares with it.
    private func cityRhythm(_ slots: [Int], scale: Float) -> (mean: Float, rhythm: [Float]) {
        let weight = cityWeights.reduce(0, +) * scale
        let total = cityMagnitudes.reduce(0, +) * scale
        let mean = (total + 100 * Self.priorMagnitude) / (weight + 100)
        let rhythm = (0...(slots.count - Self.kernel.count)).map { step in
            var slotWeight: Float = 100
            var slotTotal = 100 * mean
            for (tap, factor) in Self.kernel.enumerated() {
                slotWeight += cityWeights[slots[step + tap]] * scale * factor
                slotTotal += cityMagnitudes[slots[step + tap]] * scale * factor
            }
            return mean > 0 ? slotTotal / slotWeight / mean : 1
        }
        return (mean, rhythm)
    }

    private mutating func grow(to count: Int) {
        guard count > stationWeights.count else { return }
        let new = count - stationWeights.count
        let cells = new * DayTime.slotCount
        changes.append(contentsOf: repeatElement(0, count: cells))
        magnitudes.append(contentsOf: repeatElement(0, count: cells))
        weights.append(contentsOf: repeatElement(0, count: cells))
        stationMagnitudes.append(contentsOf: repeatElement(0, count: new))
        stationWeights.append(contentsOf: repeatElement(0, count: new))
    }

    private mutating func scale(by factor: Float) {
        changes.multiply(by: factor)
        magnitudes.multiply(by: factor)
        weights.multiply(by: factor)
        stationMagnitudes.multiply(by: factor)
        stationWeights.multiply(by: factor)
        cityMagnitudes.multiply(by: factor)
        cityWeights.multiply(by: factor)
    }
}

/// One station's smoothed evidence for the steps of ten minutes that follow a time.
private struct ProfileWindow {
    private var weights: [Float]
    private var changes: [Float]
    private var magnitudes: [Float]

    init(length: Int) {
        weights = [Float](repeating: 0, count: length)
        changes = weights
        magnitudes = weights
    }

    mutating func clear() {
        for step in weights.indices {
            weights[step] = 0
            changes[step] = 0
            magnitudes[step] = 0
        }
    }

    mutating func add(at step: Int, weight: Float, change: Float, magnitude: Float) {
        guard weights.indices.contains(step) else { return }
        weights[step] += weight
        changes[step] += change
        magnitudes[step] += magnitude
    }

    /// The shrunk usual change over `steps` × 10 minutes, or over `minutes` when those are fewer.
    func change(steps: Int, minutes: Float) -> Float {
        var total: Float = 0
        var evidence: Float = 0
        for step in 0..<steps where weights[step] > 0 {
            total += changes[step] / weights[step]
            evidence += weights[step]
        }
        let days = evidence / Float(steps)
        let shrinkage = StationProfiles.changeShrinkage * Float(DayTime.slotMinutes) / minutes
        return total * min(1, minutes / Float(DayTime.slotMinutes)) * days / (days + shrinkage)
    }

    /// The shrunk usual size of a ten-minute change, averaged over `steps`.
    func magnitude(steps: Int, ownMean: Float, rhythm: [Float]) -> Float {
        var total: Float = 0
        let prior = StationProfiles.magnitudeShrinkage
        for step in 0..<steps {
            total += (magnitudes[step] + prior * ownMean * rhythm[step]) / (weights[step] + prior)
        }
        return total / Float(steps)
    }
}

extension [Float] {
    mutating func multiply(by factor: Float) {
        for index in indices { self[index] *= factor }
    }
}
