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
        let count = min(earlier.stationCount, later.stationCount)
        for channel in Channel.allCases {
            precondition(start + count <= sums[channel.rawValue].count)
            // Pointers let the compiler work on several stations at once.
            unsafe sums[channel.rawValue].withUnsafeMutableBufferPointer { sums in
                unsafe earlier.bikes.withUnsafeBufferPointer { before in
                    unsafe later.bikes.withUnsafeBufferPointer { after in
                        unsafe earlier.docksFree.withUnsafeBufferPointer { docks in
                            for row in 0..<count {
                                let change = unsafe after[row] - before[row]
                                let share = unsafe Self.share(
                                    channel,
                                    bikes: before[row],
                                    docks: docks[row],
                                    change: change
                                )
                                unsafe sums[start + row] += change == change ? share : 0
                            }
                        }
                    }
                }
            }
        }
    }

    /// What a step of one station adds to a channel.
    @inline(__always)
    private static func share(_ channel: Channel, bikes: Float, docks: Float, change: Float) -> Float {
        switch channel {
        case .steps: 1
        case .level: bikes
        case .arrivals: change > 0 && change < truckBikes ? change : 0
        case .departures: change < 0 && change > -truckBikes ? -change : 0
        case .empty: bikes == 0 ? 1 : 0
        case .full: docks <= 0 ? 1 : 0
        case .trucksIn: change >= truckBikes ? change : 0
        case .trucksOut: change <= -truckBikes ? -change : 0
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
