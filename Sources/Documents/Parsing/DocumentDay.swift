package import Core

/// The day of a document, `YYYY-MM-DD`.
package enum DocumentDay {
    /// The day that `text` begins with; a month or a year alone means its first day, a time its local day.
    static func day(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.count > 10 { return ZonedTimestamp(rfc3339: text).map(day) }
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].count == 4, parts.dropFirst().allSatisfy({ $0.count == 2 }),
            parts.allSatisfy({ $0.allSatisfy(\.isDigit) })
        else { return nil }
        let whole = String(decoding: bytes, as: UTF8.self) + String(repeating: "-01", count: 3 - parts.count)
        // The calendar knows which days there are.
        return ZonedTimestamp(rfc3339: whole + "T00:00:00Z") == nil ? nil : whole
    }

    /// The day that a clock on the wall shows at `time`.
    package static func day(_ time: ZonedTimestamp) -> String {
        String(time.rfc3339.prefix(10))
    }
}
