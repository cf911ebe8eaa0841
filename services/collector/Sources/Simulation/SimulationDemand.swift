/// When people ride: departures by character and hour, and where they want to go at that hour.
enum SimulationDemand {
    /// Departures a minute for each character, at a minute of the service day (0 is 05:00), in dry weather.
    static func departures(minute: Int, weekday: ServiceDate.Weekday) -> [Double] {
        let table = weekday == .workday ? workdayDepartures : weekendDepartures
        let scale = weekday == .sunday ? sundayScale : 1
        return table.map { interpolated($0, minute: minute) * 1_000 / 60 * cityScale * scale }
    }

    /// How readily each character is accepted as a destination, 0 ... 1.
    static func attraction(minute: Int, weekday: ServiceDate.Weekday) -> [Double] {
        let table = weekday == .workday ? workdayAttraction : weekendAttraction
        return table.map { interpolated($0, minute: minute) }
    }

    /// The share of riders whom rain does not keep at home.
    static func willingness(rain millimetres: Double) -> Double {
        guard millimetres > 0 else { return 1 }
        return max(0.48, 0.84 - 0.06 * millimetres)
    }

    /// The share of riders whom the cold of winter and the heat of August do not keep at home, by month 1 ... 12.
    static func season(month: Int) -> Double {
        monthly[month - 1]
    }

    /// Between the middles of two hours, a straight line.
    private static func interpolated(_ hourly: [Double], minute: Int) -> Double {
        let sinceMidnight =
            (minute + ServiceDate.firstHour * 60 + ServiceDate.minutesPerDay - 30) % ServiceDate.minutesPerDay
        let hour = sinceMidnight / 60
        let share = Double(sinceMidnight % 60) / 60
        return hourly[hour] * (1 - share) + hourly[(hour + 1) % 24] * share
    }

    /// Set so that over a day about two in five stations change their count in ten minutes.
    private static let cityScale = 1.22
    private static let sundayScale = 0.96
    private static let monthly = [0.93, 0.94, 0.98, 1.02, 1.04, 1.04, 1.01, 0.99, 1.03, 1.04, 0.99, 0.94]

    /// Thousands an hour from midnight, in the order of `StationCharacter`: home, office, transit, leisure, university.
    private static let workdayDepartures: [[Double]] = [
        [
            0.9, 0.6, 0.3, 0.2, 0.25, 0.8, 2.2, 5.2, 6.8, 3.4, 2.4, 2.0,
            2.0, 2.0, 2.0, 2.2, 2.4, 2.8, 3.0, 2.8, 2.6, 2.4, 2.0, 1.4,
        ],
        [
            0.4, 0.25, 0.1, 0.06, 0.06, 0.15, 0.3, 0.6, 0.9, 0.9, 0.9, 1.1,
            1.6, 1.4, 1.2, 1.3, 1.7, 3.8, 5.4, 2.8, 1.8, 1.6, 1.3, 0.8,
        ],
        [
            0.5, 0.3, 0.12, 0.08, 0.1, 0.5, 1.2, 3.2, 4.4, 2.0, 1.3, 1.2,
            1.3, 1.3, 1.4, 1.5, 1.8, 3.6, 5.0, 3.6, 2.6, 2.4, 2.0, 1.2,
        ],
        [
            0.4, 0.25, 0.1, 0.06, 0.06, 0.2, 0.4, 0.6, 0.7, 0.7, 0.8, 0.8,
            0.9, 1.0, 1.1, 1.3, 1.6, 2.0, 2.3, 2.3, 2.2, 2.0, 1.5, 0.8,
        ],
        [
            0.15, 0.1, 0.05, 0.03, 0.03, 0.05, 0.1, 0.2, 0.4, 0.5, 0.5, 0.6,
            0.8, 0.8, 0.8, 0.9, 1.0, 1.2, 1.2, 0.8, 0.6, 0.6, 0.5, 0.3,
        ],
    ]

    /// As `workdayDepartures`, for Saturdays and Sundays.
    private static let weekendDepartures: [[Double]] = [
        [
            1.1, 0.8, 0.4, 0.25, 0.25, 0.5, 0.9, 1.4, 1.9, 2.4, 2.8, 3.0,
            3.1, 3.2, 3.4, 3.5, 3.5, 3.4, 3.2, 2.9, 2.6, 2.3, 1.9, 1.3,
        ],
        [
            0.5, 0.35, 0.15, 0.1, 0.1, 0.12, 0.2, 0.3, 0.5, 0.7, 0.9, 1.1,
            1.2, 1.3, 1.4, 1.5, 1.5, 1.5, 1.4, 1.2, 1.1, 1.0, 0.9, 0.6,
        ],
        [
            0.7, 0.45, 0.2, 0.12, 0.15, 0.3, 0.5, 0.8, 1.1, 1.5, 1.8, 2.1,
            2.3, 2.5, 2.6, 2.7, 2.7, 2.6, 2.5, 2.2, 2.0, 1.9, 1.6, 1.1,
        ],
        [
            0.5, 0.35, 0.15, 0.1, 0.1, 0.2, 0.4, 0.7, 1.1, 1.7, 2.2, 2.7,
            3.1, 3.6, 4.1, 4.4, 4.4, 4.0, 3.4, 2.8, 2.4, 2.0, 1.5, 0.9,
        ],
        [
            0.2, 0.15, 0.08, 0.05, 0.05, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5,
            0.5, 0.6, 0.6, 0.7, 0.7, 0.7, 0.6, 0.6, 0.5, 0.5, 0.4, 0.3,
        ],
    ]

    private static let workdayAttraction: [[Double]] = [
        [
            1, 1, 1, 1, 0.8, 0.4, 0.2, 0.15, 0.15, 0.25, 0.4, 0.5,
            0.5, 0.5, 0.5, 0.5, 0.6, 0.8, 0.9, 1, 1, 1, 1, 1,
        ],
        [
            0.1, 0.1, 0.1, 0.1, 0.2, 0.6, 0.9, 1, 1, 0.9, 0.6, 0.5,
            0.6, 0.6, 0.5, 0.5, 0.4, 0.2, 0.15, 0.15, 0.15, 0.1, 0.1, 0.1,
        ],
        [
            0.6, 0.6, 0.5, 0.5, 0.6, 0.8, 0.8, 0.8, 0.8, 0.7, 0.6, 0.6,
            0.6, 0.6, 0.6, 0.6, 0.7, 0.85, 0.9, 0.8, 0.7, 0.7, 0.7, 0.6,
        ],
        [
            0.4, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.15, 0.15, 0.25, 0.4, 0.45,
            0.5, 0.5, 0.5, 0.55, 0.6, 0.6, 0.65, 0.75, 0.75, 0.65, 0.5, 0.4,
        ],
        [
            0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.5, 0.7, 0.9, 0.9, 0.8, 0.7,
            0.7, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3,
        ],
    ]

    private static let weekendAttraction: [[Double]] = [
        [
            1, 1, 1, 1, 0.8, 0.6, 0.5, 0.45, 0.45, 0.45, 0.5, 0.5,
            0.5, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1, 1, 1, 1, 1,
        ],
        [
            0.15, 0.15, 0.15, 0.15, 0.15, 0.3, 0.4, 0.45, 0.45, 0.4, 0.4, 0.35,
            0.35, 0.35, 0.35, 0.3, 0.3, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.15,
        ],
        [
            0.6, 0.6, 0.5, 0.5, 0.6, 0.7, 0.7, 0.7, 0.7, 0.65, 0.65, 0.65,
            0.65, 0.65, 0.65, 0.65, 0.65, 0.7, 0.75, 0.7, 0.7, 0.7, 0.7, 0.6,
        ],
        [
            0.4, 0.3, 0.2, 0.2, 0.2, 0.3, 0.5, 0.6, 0.7, 0.85, 0.95, 1,
            1, 1, 1, 0.95, 0.85, 0.75, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4,
        ],
        [
            0.3, 0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.35, 0.4, 0.4, 0.4, 0.4,
            0.4, 0.4, 0.4, 0.35, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3,
        ],
    ]
}
