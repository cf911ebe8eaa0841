import Core
import Foundation
import Testing

@Suite struct TimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00+00:00", Int64(0)),
        ("2024-11-20T06:00:00+08:00", 1_732_053_600_000),
        ("2024-02-29T23:59:59.250+00:00", 1_709_251_199_250),
        ("1969-12-31T16:00:00-08:00", 0),
    ])
    func `a time is read and written the same`(text: String, milliseconds: Int64) throws {
        let time = try #require(ZonedTimestamp(rfc3339: text))
        #expect(time.instant.milliseconds == milliseconds)
        #expect(time.rfc3339 == text)
    }

    @Test(arguments: [
        "", "2024-11-20", "2024-11-20T06:00:00", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-11-20T24:00:00Z",
        "2024-11-20T06:00:00.Z", "2024-11-20T06:00:00+0800", "2024-11-20T06:00:00Zx", "20241120T060000Z",
    ])
    func `what is no RFC 3339 time is refused`(text: String) {
        #expect(ZonedTimestamp(rfc3339: text) == nil)
    }

    @Test func `dates agree with Foundation over two centuries`() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for day in stride(from: -36_525, to: 36_525, by: 97) {
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday],
                from: Date(timeIntervalSince1970: Double(day) * 86_400)
            )
            let date = CivilTime.date(daysSinceEpoch: day)
            #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
            #expect(CivilTime.daysSinceEpoch(year: date.year, month: date.month, day: date.day) == day)
            // Foundation counts from Sunday = 1.
            #expect((CivilTime.weekday(daysSinceEpoch: day) + 1) % 7 + 1 == parts.weekday)
        }
    }

    @Test func `a clock runs at its speed from its anchor`() throws {
        let anchor = try #require(ZonedTimestamp(rfc3339: "2026-11-22T10:00:00Z")).instant
        let clock = try WallClock(parsing: "2024-11-20T06:00:00+08:00@60x/2026-11-22T10:00:00Z")
        let later = clock.at(realTime: anchor.advanced(bySeconds: 60))
        #expect(ZonedTimestamp(later, utcOffsetSeconds: 8 * 3600).rfc3339 == "2024-11-20T07:00:00+08:00")
        #expect(clock.realDuration(seconds: 300) == .seconds(5))
        #expect(!clock.isReal)
        let again = try WallClock(parsing: clock.settingText)
        #expect(again.at(realTime: anchor) == clock.at(realTime: anchor))
    }

    @Test(arguments: [
        "", "soon", "2024-11-20T06:00:00+08:00@0x", "2024-11-20T06:00:00+08:00@x", "2024-11-20T06:00:00+08:00@2x/now",
    ])
    func `a malformed clock says how to write one`(text: String) {
        #expect(throws: WallClockError.self) { try WallClock(parsing: text) }
    }

    @Test(arguments: [("500ms", 500), ("2s", 2000), ("5m", 300_000), ("1h", 3_600_000)])
    func `durations are read as settings write them`(text: String, milliseconds: Int64) {
        #expect(Duration(settingText: text)?.inMilliseconds == milliseconds)
    }

    @Test(arguments: ["", "5", "m", "-5m", "5 m", "1.5s", "5d"])
    func `what is no duration is refused`(text: String) {
        #expect(Duration(settingText: text) == nil)
    }

    @Test func `slots are counted from the epoch, before it too`() {
        #expect(Timestamp(seconds: 301).slotStart(intervalSeconds: 300) == Timestamp(seconds: 300))
        #expect(Timestamp(seconds: -1).slotStart(intervalSeconds: 300) == Timestamp(seconds: -300))
    }

    @Test(arguments: ["Asia/Taipei", "Asia/Seoul", "America/New_York", "Europe/Berlin"])
    func `zone rules agree with Foundation`(name: String) throws {
        let file = URL(filePath: "/usr/share/zoneinfo/\(name)")
        let rules = try #require(ZoneRules(tzif: [UInt8](try Data(contentsOf: file))))
        let zone = try #require(TimeZone(identifier: name))
        for hour in stride(from: Int64(0), to: 36 * 365 * 24, by: 29) {
            let instant = Timestamp(seconds: 631_152_000 + hour * 3600)
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds)))
            #expect(rules.utcOffsetSeconds(at: instant) == expected)
        }
    }

    @Test func `bytes that are no zone file are refused`() {
        #expect(ZoneRules(tzif: []) == nil)
        #expect(ZoneRules(tzif: Array("TZif2".utf8) + [UInt8](repeating: 255, count: 100)) == nil)
    }
}
