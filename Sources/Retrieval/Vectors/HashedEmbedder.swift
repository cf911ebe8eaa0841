/// The built-in embedder: TF-IDF of a text's jamo grams, hashed to a fixed size. It needs no model and always gives the same
/// vectors; it knows spelling, not meaning.
package struct HashedEmbedder: Embedder {
    package let dimensions: Int
    package let name: String
    private let idf: [Float]
    private let logarithms = Self.logarithms

    /// - Parameter statistics: where the idf comes from; vectors of other statistics are not comparable, so they are part of
    ///   the name.
    package init(_ statistics: GramStatistics, dimensions: Int = 256) {
        self.dimensions = dimensions
        idf = statistics.weights
        var hash: UInt64 = UInt64(statistics.passages)
        for holders in statistics.holders { hash = TermHash.mix(hash &* 31 &+ UInt64(holders)) }
        name = "jamo-\(dimensions)-\(String(hash, radix: 36))"
    }

    package func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]] {
        var counts = GramCounts()
        return texts.map { vector($0, counts: &counts) }
    }

    /// The vector of one question.
    package func vector(_ text: String) -> [Float] {
        var counts = GramCounts()
        return vector(text, counts: &counts)
    }

    private func vector(_ text: String, counts: inout GramCounts) -> [Float] {
        var analyzer = TextAnalyzer(wantsGrams: true)
        analyzer.append(text)
        counts.count(analyzer.grams)
        return vector(counts.distinct[...], counts.distinct.map { UInt16(truncatingIfNeeded: counts[$0]) }[...])
    }

    /// The vector of a text that has each of `grams` as often as `counts` says.
    func vector(_ grams: ArraySlice<UInt16>, _ counts: ArraySlice<UInt16>) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        var target = vector.mutableSpan
        let idf = idf.span
        let logarithms = logarithms.span
        for (gram, count) in zip(grams, counts) {
            let place = TermHash.mix(UInt64(gram) &+ 0x5eed)
            let weight = idf[Int(gram)] * logarithms[min(Int(count), logarithms.count - 1)]
            let index = Int(place >> 1 & 0xFFFF_FFFF) % dimensions
            target[index] += place & 1 == 0 ? weight : -weight
        }
        var squares: Float = 0
        for index in target.indices { squares += target[index] * target[index] }
        guard squares > 0 else { return vector }
        let factor = 1 / squares.squareRoot()
        for index in target.indices { target[index] *= factor }
        return vector
    }

    /// 1 + ln of small counts.
    private static let logarithms: [Float] = (0..<128).map { $0 == 0 ? 0 : 1 + Float($0).logarithm }
}
