/// One service day of the simulated city: 05:00 to 05:00 local time, at a fixed offset of UTC+09:00.
struct ServiceDate: Sendable, Hashable {
    /// Days since 1970-01-01 of the date on which the service day begins.
    let number: Int64

    static let secondsPerDay: Int64 = 86_400
    static let minutesPerDay = 1_440
    static let utcOffsetSeconds: Int64 = 9 * 3_600
    static let firstHour = 5

    init(number: Int64) {
        self.number = number
    }

    /// The service day that holds an instant (Unix seconds).
    init(containing unixSeconds: Int64) {
        let shifted = unixSeconds + Self.utcOffsetSeconds - Int64(Self.firstHour) * 3_600
        number = shifted.floorDivided(by: Self.secondsPerDay)
    }

    /// 05:00 local time, in Unix seconds.
    var startSeconds: Int64 {
        number * Self.secondsPerDay + Int64(Self.firstHour) * 3_600 - Self.utcOffsetSeconds
    }

    var next: ServiceDate { ServiceDate(number: number + 1) }

    var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        switch (number + 4).floorRemainder(by: 7) {
        case 0: .sunday
        case 6: .saturday
        default: .workday
        }
    }

    enum Weekday: Sendable {
        case workday, saturday, sunday
    }

    /// The calendar month, 1 ... 12, of a day counted from 1970-01-01 (proleptic Gregorian).
    static func month(ofDay number: Int64) -> Int {
        // Years are counted from 1 March, so that the leap day is the last of its year.
        let shifted = number + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchBased = (5 * dayOfYear + 2) / 153
        return Int(marchBased < 10 ? marchBased + 3 : marchBased - 9)
    }
}

extension Int64 {
    /// The quotient rounded down, also for instants before 1970.
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// What `floorDivided(by:)` leaves, never negative.
    func floorRemainder(by divisor: Int64) -> Int64 {
        self - floorDivided(by: divisor) * divisor
    }
}
