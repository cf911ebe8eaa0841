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
        for row in 0..<min(earlier.stationCount, later.stationCount) {
            let bikes = earlier.bikes[row]
            let change = later.bikes[row] - bikes
            guard change == change else { continue }
            let cell = start + row
            sums[Channel.steps.rawValue][cell] += 1
            sums[Channel.level.rawValue][cell] += bikes
            if bikes == 0 { sums[Channel.empty.rawValue][cell] += 1 }
            if earlier.docksFree[row] <= 0 { sums[Channel.full.rawValue][cell] += 1 }
            if change >= Self.truckBikes {
                sums[Channel.trucksIn.rawValue][cell] += change
            } else if change <= -Self.truckBikes {
                sums[Channel.trucksOut.rawValue][cell] -= change
            } else if change > 0 {
                sums[Channel.arrivals.rawValue][cell] += change
            } else if change < 0 {
                sums[Channel.departures.rawValue][cell] -= change
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
                for row in 0..<stationCount { wider[cell * count + row] = sums[channel][cell * stationCount + row] }
            }
            sums[channel] = wider
        }
        stationCount = count
    }
}
