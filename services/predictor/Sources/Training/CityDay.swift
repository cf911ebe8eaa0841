package import Core

/// One local day of a city on a grid of ticks: what training and evaluation work through.
package struct CityDay: Sendable {
    /// Local days since the epoch.
    package let day: Int
    /// Minutes between two ticks: 5 or 10.
    package let tickMinutes: Int
    /// By tick of the day; nil where nothing was known, or the feed was silent for more than 20 minutes.
    package var frames: [CityFrame?]
    /// Counts the gaps of more than 20 minutes before each tick; nothing is learned or judged across one.
    package var segments: [Int32]

    package init(day: Int, tickMinutes: Int) {
        self.day = day
        self.tickMinutes = tickMinutes
        frames = [CityFrame?](repeating: nil, count: 1440 / tickMinutes)
        segments = [Int32](repeating: 0, count: 1440 / tickMinutes)
    }

    /// The frame `minutes` after a tick, unless a gap lies between.
    package func frame(after minutes: Int, tick: Int) -> CityFrame? {
        guard minutes % tickMinutes == 0 else { return nil }
        let later = tick + minutes / tickMinutes
        guard later < frames.count, segments[later] == segments[tick] else { return nil }
        return frames[later]
    }

    /// The frames on the ten-minute grid, for learning what is usual.
    package var tenMinuteFrames: [CityFrame] {
        stride(from: 0, to: frames.count, by: 10 / tickMinutes).compactMap { frames[$0] }
    }
}

/// Days of a city in the order of time, from wherever they were kept.
package protocol CityDays {
    /// Name of the source, which a model trained on it records.
    var source: String { get }
    var calendar: HolidayCalendar { get }
    var tickMinutes: Int { get }
    /// The local days there are, ascending.
    func days() throws -> [Int]
    /// Those of them that are over: a day that goes on is not learned from as a whole one.
    func wholeDays() throws -> [Int]
    /// Reads the days between two (both included), oldest first. Blocks its thread.
    func read(
        _ days: ClosedRange<Int>,
        index: inout StationIndex,
        _ body: (CityDay, borrowing StationIndex) throws -> Void
    ) throws
    /// Where the station of each row stands, as far as it is known by now.
    func locations(_ index: borrowing StationIndex) -> [Coordinate?]
    /// Names of the stations, by id, where they are known.
    var stationNames: [String: String] { get }
}

extension CityDays {
    package func wholeDays() throws -> [Int] { try days() }
}
