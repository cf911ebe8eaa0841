import Core

/// Dates as HTTP writes them.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Parses `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that servers may send; nil for anything else.
    static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[1].count <= 2, let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month + 1
        let day = parts[1].count < 2 ? "0\(parts[1])" : String(parts[1])
        return ZonedTimestamp(rfc3339: "\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(day)T\(parts[4])Z")?.instant
    }
}
