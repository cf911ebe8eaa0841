/// What the built-in re-ranking looks for: the pairs of a question and its grams, with what each says.
struct RerankQuestion {
    /// Numbers of the pairs; the weights below are by number.
    let pairs: TermTable
    let pairWeights: [Float]
    let pairTotal: Float
    /// For each gram its number among the question's plus one; 0: not in the question.
    let gramNumbers: [UInt8]
    let gramWeights: [Float]
    let averageGrams: Float

    init(_ text: String, _ query: LexicalQuery, _ index: PassageIndex) {
        var table = TermTable(capacity: 256)
        var weights: [Float] = []
        for term in query.terms where TermHash.View(of: term.term) == .pairs {
            _ = table.number(of: term.term)
            weights.append(term.weight * index.idf(of: term.term))
        }
        pairs = table
        pairWeights = weights
        pairTotal = weights.reduce(0, +)
        var analyzer = TextAnalyzer(wantsGrams: true)
        analyzer.append(text)
        var numbers = [UInt8](repeating: 0, count: JamoGrams.count)
        var gramWeights: [Float] = []
        for gram in analyzer.grams where numbers[Int(gram)] == 0 && gramWeights.count < 255 {
            gramWeights.append(index.gramStatistics.idf(gram))
            numbers[Int(gram)] = UInt8(gramWeights.count)
        }
        gramNumbers = numbers
        self.gramWeights = gramWeights
        let statistics = index.gramStatistics
        averageGrams = Float(statistics.total) / Float(max(statistics.passages, 1))
    }
}

extension PassageIndex {
    /// How much a term says; one that no passage holds says the most.
    func idf(of term: UInt64) -> Float {
        let holders = parts.reduce(0) { $0 + $1.holders(of: term, at: $1.segment.postings.range(of: term)) }
        return configuration.bm25.idf(holders: holders, of: count)
    }
}
