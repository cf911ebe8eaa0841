/// The constants of BM25 (Robertson and Walker, 1994) and its idf, which is never negative.
package struct BM25: Sendable, Equatable {
    /// How fast repeating a term stops to count.
    package var k1: Float
    /// How much long passages are held back, 0…1.
    package var b: Float

    /// The constants; the defaults are those of the literature.
    package init(k1: Float = 1.2, b: Float = 0.75) {
        self.k1 = k1
        self.b = b
    }

    /// How much a term says that `holders` of `total` passages hold.
    func idf(holders: Int, of total: Int) -> Float {
        guard total > 0 else { return 0 }
        let without = max(Float(total - holders), 0) + 0.5
        return (1 + without / (Float(holders) + 0.5)).logarithm
    }

    /// For each length the part of BM25's denominator that does not depend on the term, in quarters like the frequencies.
    func norms(_ lengths: [UInt32], average: Float) -> [Float] {
        let slope = average > 0 ? 4 * k1 * b / average : 0
        let base = 4 * k1 * (1 - b)
        return lengths.map { base + slope * Float($0) }
    }
}
