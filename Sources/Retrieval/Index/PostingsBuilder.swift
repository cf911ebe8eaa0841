/// Collects postings passage by passage and sorts them into columns at the end.
struct PostingsBuilder {
    private var table = TermTable(capacity: 1 << 14)
    /// The place of each term's latest posting in the lists below.
    private var latest: [UInt32] = []
    private var termOfPosting: [UInt32] = []
    private var documents: [UInt16] = []
    private var frequencies: [UInt8] = []

    /// Counts occurrences of `terms` in `document`, the highest so far, with `weight` quarters each.
    mutating func add(_ terms: Span<UInt64>, document: UInt16, weight: UInt8) {
        for index in terms.indices {
            let number = table.number(of: terms[index])
            if number < latest.count {
                let place = Int(latest[number])
                if documents[place] == document {
                    let sum = UInt16(frequencies[place]) + UInt16(weight)
                    frequencies[place] = UInt8(min(sum, 255))
                    continue
                }
                latest[number] = UInt32(truncatingIfNeeded: documents.count)
            } else {
                latest.append(UInt32(truncatingIfNeeded: documents.count))
            }
            termOfPosting.append(UInt32(truncatingIfNeeded: number))
            documents.append(document)
            frequencies.append(weight)
        }
    }

    /// The columns of all that was added.
    consuming func columns() -> PostingColumns {
        let count = table.terms.count
        let order = table.numbersByTerm()
        var sizes = [UInt32](repeating: 0, count: count)
        for term in termOfPosting { sizes[Int(term)] += 1 }
        var columns = PostingColumns()
        columns.terms.reserveCapacity(count)
        columns.offsets.reserveCapacity(count + 1)
        var starts = [UInt32](repeating: 0, count: count)
        var offset: UInt32 = 0
        for number in order {
            columns.terms.append(table.terms[Int(number)])
            starts[Int(number)] = offset
            offset += sizes[Int(number)]
            columns.offsets.append(offset)
        }
        columns.documents = [UInt16](repeating: 0, count: documents.count)
        columns.frequencies = [UInt8](repeating: 0, count: documents.count)
        for (posting, term) in termOfPosting.enumerated() {
            let place = Int(starts[Int(term)])
            starts[Int(term)] += 1
            columns.documents[place] = documents[posting]
            columns.frequencies[place] = frequencies[posting]
        }
        return columns
    }
}
