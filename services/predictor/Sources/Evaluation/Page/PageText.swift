import Core

/// Numbers and dates as the page writes them.
enum PageText {
    /// Stands where there is no number.
    static let none = "–"
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// A day since the epoch as `2025-02-14`.
    static func date(_ day: Int) -> String {
        let date = CivilTime.date(daysSinceEpoch: day)
        return "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))"
    }

    static func weekday(_ day: Int) -> String { weekdays[CivilTime.weekday(daysSinceEpoch: day)] }

    static func hour(_ hour: Int) -> String { "\(twoDigits(hour)):00" }

    static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// A number with a fixed count of decimals (at most 9); a dash for what is none.
    static func fixed(_ value: Double?, _ decimals: Int) -> String {
        guard let value, value.isFinite, abs(value) < 9e8 else { return none }
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((value * Double(scale)).rounded())
        let sign = scaled < 0 ? "−" : ""
        let whole = "\(sign)\(grouped(abs(scaled) / scale))"
        guard decimals > 0 else { return whole }
        let fraction = "\(abs(scaled) % scale)"
        return "\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }

    /// A count with commas between the thousands.
    static func grouped(_ value: Int) -> String {
        var digits = Array("\(value.magnitude)")
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return (value < 0 ? "−" : "") + String(digits)
    }

    /// A share as percent.
    static func percent(_ share: Double?, _ decimals: Int = 1) -> String {
        guard let share, share.isFinite else { return none }
        return "\(fixed(share * 100, decimals))\u{202F}%"
    }

    /// A difference with its sign, e.g. `−4.5`; `±0.0` when nothing is left after rounding.
    static func signed(_ value: Double?, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        guard let value, text != none else { return none }
        if text.allSatisfy({ "0.,−".contains($0) }) { return "±" + text.drop { $0 == "−" } }
        return value > 0 ? "+" + text : text
    }

    /// A relative difference as percent with its sign.
    static func change(_ change: Double?, _ decimals: Int = 1) -> String {
        guard let change, change.isFinite else { return none }
        return "\(signed(change * 100, decimals))\u{202F}%"
    }

    /// A length in a drawing, to a tenth.
    static func length(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = abs(tenths) % 10
        return rest == 0 ? "\(sign)\(abs(tenths) / 10)" : "\(sign)\(abs(tenths) / 10).\(rest)"
    }

    /// `1 day`, `2 days`.
    static func count(_ value: Int, _ noun: String) -> String { "\(grouped(value)) \(noun)\(value == 1 ? "" : "s")" }
}
