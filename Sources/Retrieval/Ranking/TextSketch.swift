/// A small picture of which terms a text has, to see quickly whether two texts are nearly the same.
struct TextSketch: Sendable {
    private static let wordCount = 64
    private var bits = [UInt64](repeating: 0, count: wordCount)

    mutating func insert(_ term: UInt64) {
        bits[Int(term >> 40 & 63)] |= 1 << (term >> 46 & 63)
    }

    /// About the share of all terms of both texts that both have (Jaccard); two texts without terms are not alike.
    func overlap(_ other: TextSketch) -> Float {
        var (shared, all) = (0, 0)
        for index in 0..<Self.wordCount {
            shared += (bits[index] & other.bits[index]).nonzeroBitCount
            all += (bits[index] | other.bits[index]).nonzeroBitCount
        }
        return all > 0 ? Float(shared) / Float(all) : 0
    }
}
