/// A moment as the suite writes it: an instant and the offset from UTC of the city it belongs to.
package struct ZonedTimestamp: Hashable, Sendable {
    package var instant: Timestamp
    /// Seconds east of UTC, whole minutes.
    package var utcOffsetSeconds: Int

    package init(_ instant: Timestamp, utcOffsetSeconds: Int) {
        self.instant = instant
        self.utcOffsetSeconds = utcOffsetSeconds
    }

    /// Parses RFC 3339, e.g. `2024-11-20T06:00:00+08:00` or `…:00.250Z`; nil when it is anything else.
    package init?(rfc3339 text: String) {
        self.init(rfc3339: Array(text.utf8)[...])
    }

    /// Parses RFC 3339 from its ASCII bytes; nil when they are anything else.
    package init?(rfc3339 bytes: ArraySlice<UInt8>) {
        var scanner = DigitScanner(bytes)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"),
            let second = scanner.digits(2), let millisecond = scanner.fraction(), let offset = scanner.offset(),
            scanner.isAtEnd, (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, year: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        self.init(Timestamp(milliseconds: seconds * 1000 + Int64(millisecond)), utcOffsetSeconds: offset)
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// RFC 3339 with offset; milliseconds only when there are any; `Z` never appears, `+00:00` does.
    package var rfc3339: String {
        String(decoding: rfc3339Bytes, as: UTF8.self)
    }

    /// The ASCII bytes of ``rfc3339``.
    package var rfc3339Bytes: [UInt8] {
        let civil = CivilTime(instant, utcOffsetSeconds: utcOffsetSeconds)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        bytes.appendDigits(civil.year, width: 4)
        for (separator, value) in [("-", civil.month), ("-", civil.day), ("T", civil.hour), (":", civil.minute)] {
            bytes.append(contentsOf: separator.utf8)
            bytes.appendDigits(value, width: 2)
        }
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(civil.second, width: 2)
        if civil.millisecond > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.appendDigits(civil.millisecond, width: 3)
        }
        bytes.append(utcOffsetSeconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let minutes = abs(utcOffsetSeconds) / 60
        bytes.appendDigits(minutes / 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(minutes % 60, width: 2)
        return bytes
    }
}

extension [UInt8] {
    /// Appends `value` as exactly `width` decimal digits, higher digits cut off.
    fileprivate mutating func appendDigits(_ value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        for _ in 0..<width {
            append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}

/// Reads the fixed-width parts of an RFC 3339 text.
private struct DigitScanner {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func digits(_ width: Int) -> Int? {
        guard rest.count >= width else { return nil }
        var value = 0
        for byte in rest.prefix(width) {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        rest = rest.dropFirst(width)
        return value
    }

    /// Milliseconds of an optional fraction of any length; nil when a dot has no digit behind it.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var milliseconds = 0
        var weight = 100
        var count = 0
        while let digit = digits(1) {
            milliseconds += digit * weight
            weight /= 10
            count += 1
        }
        return count > 0 ? milliseconds : nil
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
