extension HTTPClientHeaders {
    /// The pause that `Retry-After` asks for, in seconds or until a date; a date counts from the response's own `Date`,
    /// so that clocks need not agree. `nil` when there is none that can be understood.
    package var retryAfter: Duration? {
        guard let value = self["Retry-After"] else { return nil }
        if !value.isEmpty, value.utf8.allSatisfy(\.isASCIIDigit) {
            return .seconds(Int32(value).map(Int.init) ?? Int(Int32.max))
        }
        guard let until = HTTPDate.secondsSince1970(value), let from = self["Date"].flatMap(HTTPDate.secondsSince1970)
        else { return nil }
        return until > from ? .seconds(until - from) : .zero
    }
}

/// Dates as HTTP writes them.
private enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that servers may send.
    static func secondsSince1970(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, let day = Int(parts[1]), let year = Int(parts[3]), (1970...9999).contains(year),
            let month = months.firstIndex(of: String(parts[2])), (1...31).contains(day)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, time.allSatisfy((0...60).contains) else { return nil }
        // Years that start in March put the leap day last.
        let shifted = month < 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return ((days * 24 + time[0]) * 60 + time[1]) * 60 + time[2]
    }
}
