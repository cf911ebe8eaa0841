/// How many passages hold each gram, and how many grams they have together.
package struct GramStatistics: Sendable, Equatable {
    /// By gram.
    private(set) var holders: [UInt32]
    /// Passages counted.
    private(set) var passages = 0
    /// Grams of all of them.
    private(set) var total = 0

    init() {
        holders = [UInt32](repeating: 0, count: JamoGrams.count)
    }

    init(holders: [UInt32], passages: Int, total: Int) {
        self.holders = holders
        self.passages = passages
        self.total = total
    }

    /// Counts a passage in.
    mutating func add(_ counts: GramCounts) {
        for gram in counts.distinct { holders[Int(gram)] += 1 }
        passages += 1
        total += counts.total
    }

    /// Counts a passage out that was counted in.
    mutating func remove(_ counts: GramCounts) {
        for gram in counts.distinct where holders[Int(gram)] > 0 { holders[Int(gram)] -= 1 }
        passages -= 1
        total -= counts.total
    }

    /// How much a gram says.
    func idf(_ gram: UInt16) -> Float {
        BM25().idf(holders: Int(holders[Int(gram)]), of: passages)
    }

    /// The idf of every gram.
    var weights: [Float] {
        var byHolders: [UInt32: Float] = [:]
        return holders.map { holders in
            if let idf = byHolders[holders] { return idf }
            let idf = BM25().idf(holders: Int(holders), of: passages)
            byHolders[holders] = idf
            return idf
        }
    }
}

/// How often each gram stands in a text. It keeps its memory from text to text.
struct GramCounts {
    private(set) var distinct: [UInt16] = []
    private(set) var total = 0
    private var counts = [UInt16](repeating: 0, count: JamoGrams.count)

    /// How often `gram` stands in the text.
    subscript(gram: UInt16) -> Int { Int(counts[Int(gram)]) }

    /// Counts `grams` in the place of what was counted before.
    mutating func count(_ grams: [UInt16]) {
        for gram in distinct { counts[Int(gram)] = 0 }
        distinct.removeAll(keepingCapacity: true)
        for gram in grams {
            if counts[Int(gram)] == 0 { distinct.append(gram) }
            if counts[Int(gram)] < .max { counts[Int(gram)] += 1 }
        }
        total = grams.count
    }
}
