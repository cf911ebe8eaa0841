import Core

/// The public holidays of a country, on which people ride as on a Sunday.
///
/// Fixed dates and rules are computed; dates of the lunar calendar and substitutes are listed for 2021 to 2028.
package enum HolidayCalendar: String, Sendable, CaseIterable {
    case none
    /// South Korea.
    case kr
    /// Taiwan.
    case tw
    /// The United States, with Massachusetts' Patriots' Day.
    case us

    /// The calendar of a zone of the kind `Asia/Seoul`; none where it is not known.
    package init(timeZone: String) {
        switch timeZone {
        case "Asia/Seoul": self = .kr
        case "Asia/Taipei": self = .tw
        case "America/New_York": self = .us
        default: self = .none
        }
    }

    /// Whether people are off work on a local day (days since the epoch): Saturday, Sunday or a holiday.
    package func isDayOff(_ day: Int) -> Bool {
        CivilTime.weekday(daysSinceEpoch: day) >= 5 || isHoliday(day)
    }

    /// Whether a local day (days since the epoch) is a public holiday.
    package func isHoliday(_ day: Int) -> Bool {
        let date = CivilTime.date(daysSinceEpoch: day)
        let monthDay = date.month * 100 + date.day
        switch self {
        case .none: return false
        case .kr:
            return Self.koreanFixed.contains(monthDay) || Self.koreanMoving.contains(date.year * 10_000 + monthDay)
        case .tw:
            return Self.taiwaneseFixed.contains(monthDay)
                || Self.taiwaneseMoving.contains(date.year * 10_000 + monthDay)
        case .us: return Self.americanFixed.contains(monthDay) || isAmericanMonday(date, day: day)
        }
    }

    private static let koreanFixed: Set<Int> = [101, 301, 505, 606, 815, 1003, 1009, 1225]
    /// Seollal, Buddha's Birthday, Chuseok, substitutes and elections.
    private static let koreanMoving: Set<Int> = [
        2021_02_11, 2021_02_12, 2021_05_19, 2021_08_16, 2021_09_20, 2021_09_21, 2021_09_22, 2021_10_04, 2021_10_11,
        2022_01_31, 2022_02_01, 2022_02_02, 2022_03_09, 2022_06_01, 2022_09_09, 2022_09_12, 2022_10_10,
        2023_01_23, 2023_01_24, 2023_05_29, 2023_09_28, 2023_09_29, 2023_10_02,
        2024_02_09, 2024_02_12, 2024_04_10, 2024_05_06, 2024_05_15, 2024_09_16, 2024_09_17, 2024_09_18, 2024_10_01,
        2025_01_27, 2025_01_28, 2025_01_29, 2025_01_30, 2025_03_03, 2025_05_06, 2025_06_03, 2025_10_06, 2025_10_07,
        2025_10_08,
        2026_02_16, 2026_02_17, 2026_02_18, 2026_03_02, 2026_05_25, 2026_06_03, 2026_08_17, 2026_09_24, 2026_09_25,
        2026_10_05,
        2027_02_08, 2027_02_09, 2027_05_13, 2027_08_16, 2027_09_14, 2027_09_15, 2027_09_16, 2027_10_04, 2027_10_11,
        2027_12_27,
        2028_01_26, 2028_01_27, 2028_01_28, 2028_05_02, 2028_10_02, 2028_10_04, 2028_10_05,
    ]
    private static let taiwaneseFixed: Set<Int> = [101, 228, 404, 1010]
    /// New Year's Eve and days, Qingming, Dragon Boat, Mid-Autumn and days given for others.
    private static let taiwaneseMoving: Set<Int> = [
        2024_02_08, 2024_02_09, 2024_02_12, 2024_02_13, 2024_02_14, 2024_04_05, 2024_06_10, 2024_09_17,
        2025_01_27, 2025_01_28, 2025_01_29, 2025_01_30, 2025_01_31, 2025_04_03, 2025_05_30, 2025_09_29, 2025_10_06,
        2025_10_24, 2025_12_25,
        2026_02_16, 2026_02_17, 2026_02_18, 2026_02_19, 2026_02_20, 2026_02_27, 2026_04_03, 2026_04_06, 2026_06_19,
        2026_09_25, 2026_09_28, 2026_10_09, 2026_10_26, 2026_12_25,
    ]
    private static let americanFixed: Set<Int> = [101, 619, 704, 1111, 1225]

    /// Holidays that are the n-th (or last) Monday of a month, and Thanksgiving with the day after it.
    private func isAmericanMonday(_ date: (year: Int, month: Int, day: Int), day: Int) -> Bool {
        let weekday = CivilTime.weekday(daysSinceEpoch: day)
        let week = (date.day - 1) / 7 + 1
        switch (date.month, weekday) {
        case (1, 0), (2, 0), (4, 0): return week == 3
        case (5, 0): return date.day > 24
        case (9, 0): return week == 1
        case (10, 0): return week == 2
        case (11, 3): return week == 4
        case (11, 4): return (22...29).contains(date.day - 1)
        default: return false
        }
    }
}
