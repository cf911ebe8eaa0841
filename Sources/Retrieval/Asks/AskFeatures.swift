/// The spelling of a short text: its pairs, words and grams, each with how often it stands there, twice at most.
///
/// A question is short; what is said three times in it says no more than what is said twice.
struct AskFeatures {
    private static let mostOften: UInt8 = 2

    /// In the order of the text, each once.
    private(set) var features: [UInt64] = []
    /// Pairs and words come first; grams, which repeat what words say with less certainty, follow from here on.
    private(set) var firstGram = 0
    private(set) var counts: [UInt8] = []

    init(_ text: String, _ analyzer: inout TextAnalyzer) {
        analyzer.removeAll()
        analyzer.append(text)
        var places: [UInt64: Int] = [:]
        for term in analyzer.terms { add(term, &places) }
        firstGram = features.count
        // Hashes of 64 bits: no gram is mistaken for a term.
        for gram in analyzer.grams { add(TermHash.mix(UInt64(gram) &+ 1), &places) }
    }

    private mutating func add(_ feature: UInt64, _ places: inout [UInt64: Int]) {
        guard let place = places[feature] else {
            places[feature] = features.count
            features.append(feature)
            counts.append(1)
            return
        }
        counts[place] = min(counts[place] + 1, Self.mostOften)
    }
}
