/// Which passages of a segment hold a term and how often, in columns: the postings of `terms[i]` stand at
/// `offsets[i]..<offsets[i + 1]`, by passage.
struct PostingColumns: Sendable {
    /// Ascending.
    var terms: [UInt64] = []
    var offsets: [UInt32] = [0]
    /// A passage's place in its segment.
    var documents: [UInt16] = []
    /// In quarters of an occurrence.
    var frequencies: [UInt8] = []

    /// Where the postings of `term` stand; empty when no passage holds it.
    ///
    /// Terms are spread evenly, so where one stands can be guessed: the search takes three or four steps.
    func range(of term: UInt64) -> Range<Int> {
        let terms = terms.span
        var low = 0
        var high = terms.count - 1
        while low <= high {
            let first = terms[low]
            let last = terms[high]
            guard term >= first, term <= last else { return 0..<0 }
            var guess = low
            if last > first {
                let share = Double(term - first) / Double(last - first)
                guess = min(max(low + Int(share * Double(high - low)), low), high)
            }
            if terms[guess] == term { return Int(offsets[guess])..<Int(offsets[guess + 1]) }
            if terms[guess] < term { low = guess + 1 } else { high = guess - 1 }
        }
        return 0..<0
    }
}
