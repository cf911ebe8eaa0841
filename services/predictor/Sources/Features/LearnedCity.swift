import Core

/// What has been learned about a city's stations from whole days: the state of the features beside the last three hours.
///
/// Learns day by day in the order of time. Features of a day are computed from the days before it only.
package struct LearnedCity: Sendable {
    /// Days in which evidence loses half its weight, of the ten-minute slots and of the recent half-hours.
    private static let halfLifeDays = 45.0
    private static let recentHalfLifeDays = 5.0

    package let calendar: HolidayCalendar
    /// Ten-minute slots over many days.
    package internal(set) var evidence = DayEvidence(slotMinutes: 10, halfLifeDays: halfLifeDays)
    /// Half-hours of the last days.
    package internal(set) var recent = DayEvidence(slotMinutes: 30, halfLifeDays: recentHalfLifeDays)
    /// The last local day learned (days since the epoch); nil before the first.
    package internal(set) var lastDay: Int?

    package init(calendar: HolidayCalendar) {
        self.calendar = calendar
    }

    package var dayCount: Int { evidence.dayCount }

    /// Learns from one local day's frames on the ten-minute grid; false for a day that is not after the last.
    @discardableResult
    package mutating func learn(day: Int, frames: [CityFrame]) -> Bool {
        if let lastDay, day <= lastDay { return false }
        guard frames.count > 1 else { return false }
        lastDay = day
        let isDayOff = calendar.isDayOff(day)
        evidence.learn(day: frames, isDayOff: isDayOff)
        recent.learn(day: frames, isDayOff: isDayOff)
        return true
    }

    /// Makes room for stations that came later.
    package mutating func grow(to stationCount: Int) {
        evidence.grow(to: stationCount)
        recent.grow(to: stationCount)
    }

    /// What is usual on `day` as far as it is known, for `stationCount` stations.
    package func usual(on day: Int, stationCount: Int) -> UsualCity {
        let isDayOff = calendar.isDayOff(day)
        var city = self
        city.grow(to: stationCount)
        return UsualCity(
            day: day,
            isDayOff: isDayOff,
            daily: UsualDay(city.evidence, isDayOff: isDayOff),
            recent: UsualDay(city.recent, isDayOff: isDayOff, isCoarse: true)
        )
    }
}

/// What is usual in a city on one day.
package struct UsualCity: Sendable {
    package let day: Int
    package let isDayOff: Bool
    /// Over many days, by ten minutes.
    package let daily: UsualDay
    /// Over the last days, by half an hour; level and riders' flows only.
    package let recent: UsualDay

    package var stationCount: Int { daily.stationCount }
}
