/// Days as Qdrant compares them: it knows ranges of numbers, not of texts.
enum QdrantDay {
    /// `2024-11-20` as 20241120, which sorts like the text; nil for anything of another shape.
    static func number(_ text: String) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || isDigit($0) })
        else { return nil }
        return Int(parts.joined())
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
