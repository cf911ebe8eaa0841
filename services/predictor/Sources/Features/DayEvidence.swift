import Core
import Glibc

/// Sums of what stations did, by kind of day and time of day: what usual days are computed from.
///
/// Evidence fades with the days that were seen, not with the calendar: a source that was silent for months has not
/// forgotten. Element (kind × slots + slot) × stations + row of each channel.
package struct DayEvidence: Sendable {
    /// What is summed over the ten-minute steps that begin in a slot.
    package enum Channel: Int, CaseIterable, Sendable {
        case steps, level, arrivals, departures, empty, full, trucksIn, trucksOut
    }

    /// A change of at least this many bikes in ten minutes is a truck's, not riders'.
    package static let truckBikes: Float = 8

    package let slotMinutes: Int
    package let halfLifeDays: Double
    package private(set) var stationCount: Int
    package internal(set) var sums: [[Float]]
    /// Days learned from.
    package internal(set) var dayCount = 0

    package init(slotMinutes: Int, halfLifeDays: Double, stationCount: Int = 0) {
        self.slotMinutes = slotMinutes
        self.halfLifeDays = halfLifeDays
        self.stationCount = stationCount
        let size = 2 * (1440 / slotMinutes) * stationCount
        sums = Channel.allCases.map { _ in [Float](repeating: 0, count: size) }
    }

    package var slotsPerDay: Int { 1440 / slotMinutes }

    /// Where the sums of a kind and slot begin in each channel.
    func start(isDayOff: Bool, slot: Int) -> Int { ((isDayOff ? slotsPerDay : 0) + slot) * stationCount }

    /// Learns from one local day's frames on the ten-minute grid, oldest first.
    package mutating func learn(day frames: [CityFrame], isDayOff: Bool) {
        guard let widest = frames.map(\.stationCount).max() else { return }
        grow(to: widest)
        fade()
        dayCount += 1
        for (earlier, later) in zip(frames, frames.dropFirst()) where later.at.secondsSince(earlier.at) <= 900 {
            learn(from: earlier, to: later, start: start(isDayOff: isDayOff, slot: earlier.minuteOfDay / slotMinutes))
        }
    }

    private mutating func learn(from earlier: CityFrame, to later: CityFrame, start: Int) {
        let truck = Self.truckBikes
        add(.steps, from: earlier, to: later, start: start) { _, _, _ in 1 }
        add(.level, from: earlier, to: later, start: start) { bikes, _, _ in bikes }
        add(.arrivals, from: earlier, to: later, start: start) { _, _, change in
            change > 0 && change < truck ? change : 0
        }
        add(.departures, from: earlier, to: later, start: start) { _, _, change in
            change < 0 && change > -truck ? -change : 0
        }
        add(.empty, from: earlier, to: later, start: start) { bikes, _, _ in bikes == 0 ? 1 : 0 }
        add(.full, from: earlier, to: later, start: start) { _, docks, _ in docks <= 0 ? 1 : 0 }
        add(.trucksIn, from: earlier, to: later, start: start) { _, _, change in change >= truck ? change : 0 }
        add(.trucksOut, from: earlier, to: later, start: start) { _, _, change in change <= -truck ? -change : 0 }
    }

    /// Adds what a step adds to `channel`, of every station whose change is known; `share` takes the bikes and free
    /// docks before it, and the change.
    @inline(__always)
    private mutating func add(
        _ channel: Channel,
        from earlier: CityFrame,
        to later: CityFrame,
        start: Int,
        share: (_ bikes: Float, _ docks: Float, _ change: Float) -> Float
    ) {
        let count = min(earlier.stationCount, later.stationCount)
        precondition(start + count <= sums[channel.rawValue].count)
        // Pointers, and a loop for each channel, let the compiler work on several stations at once.
        unsafe sums[channel.rawValue].withUnsafeMutableBufferPointer { sums in
            unsafe earlier.bikes.withUnsafeBufferPointer { before in
                unsafe later.bikes.withUnsafeBufferPointer { after in
                    unsafe earlier.docksFree.withUnsafeBufferPointer { docks in
                        for row in 0..<count {
                            let change = unsafe after[row] - before[row]
                            let share = unsafe share(before[row], docks[row], change)
                            unsafe sums[start + row] += change == change ? share : 0
                        }
                    }
                }
            }
        }
    }

    private mutating func fade() {
        guard dayCount > 0 else { return }
        let factor = Float(exp2(-1 / halfLifeDays))
        for channel in sums.indices { sums[channel].multiply(by: factor) }
    }

    /// Makes room for stations that came later.
    package mutating func grow(to count: Int) {
        guard count > stationCount else { return }
        let cells = 2 * slotsPerDay
        for channel in sums.indices {
            var wider = [Float](repeating: 0, count: cells * count)
            for cell in 0..<cells {
                let known = sums[channel][cell * stationCount..<(cell + 1) * stationCount]
                wider.replaceSubrange(cell * count..<cell * count + stationCount, with: known)
            }
            sums[channel] = wider
        }
        stationCount = count
    }
}
