import Core

/// Ten-minute slots of local time, for work days and weekends apart.
enum DayTime {
    static let slotMinutes = 10
    static let slotsPerDay = 144
    /// Work days first, then Saturdays and Sundays. Holidays are not known to any source and count as what they fall
    /// on.
    static let slotCount = 2 * slotsPerDay

    /// The slots of `count` successive ten minutes, the first of which is `before` slots ahead of the one `time` lies
    /// in.
    static func slots(around time: Timestamp, utcOffsetSeconds: Int, before: Int, count: Int) -> [Int] {
        let local = time.seconds + Int64(utcOffsetSeconds)
        let first = local.floorDivided(by: Int64(slotMinutes * 60)) - Int64(before)
        return (0..<count).map { slot(number: first + Int64($0)) }
    }

    private static func slot(number: Int64) -> Int {
        let day = number.floorDivided(by: Int64(slotsPerDay))
        let inDay = Int(number - day * Int64(slotsPerDay))
        return CivilTime.weekday(daysSinceEpoch: Int(day)) < 5 ? inDay : slotsPerDay + inDay
    }
}
