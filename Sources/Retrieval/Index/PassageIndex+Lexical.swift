extension PassageIndex {
    /// The best passages by BM25 over both views, best first.
    func lexicalTop(_ terms: [ResolvedTerm], filter: PassageFilter, limit: Int) -> [ScoredPlace] {
        var top = TopList(self, limit: limit, floor: 0)
        for part in parts.indices {
            var search = LexicalPartSearch(self, part: part, terms: terms, mask: mask(filter, part: part))
            search.run(into: &top)
        }
        return top.entries
    }

    /// The BM25 score of one passage, equal to the one ``lexicalTop`` finds.
    func lexicalScore(_ terms: [ResolvedTerm], at place: PassagePlace) -> Float {
        let postings = parts[place.part].segment.postings
        let document = UInt16(truncatingIfNeeded: place.document)
        var score: Float = 0
        for term in terms {
            guard let posting = postings.place(of: document, in: term.ranges[place.part]) else { continue }
            let norms = term.view == .pairs ? pairNorms[place.part] : wordNorms[place.part]
            let frequency = Float(postings.frequencies[posting])
            score += term.weight * (frequency / (frequency + norms[place.document]))
        }
        return score
    }

    /// More than any passage could score: the weights of all terms, those that no passage has included.
    func possibleScore(_ query: LexicalQuery, _ resolved: [ResolvedTerm]) -> Float {
        let missing = Float(query.terms.count - resolved.count)
        let idf = configuration.bm25.idf(holders: 0, of: count)
        return resolved.reduce(missing * idf * (configuration.bm25.k1 + 1)) { $0 + $1.weight }
    }

    /// The terms of a query with their idf and places, heaviest first.
    func resolved(_ query: LexicalQuery) -> [ResolvedTerm] {
        var terms: [ResolvedTerm] = []
        terms.reserveCapacity(query.terms.count)
        for term in query.terms {
            var holders = 0
            let ranges = parts.map { part in
                let range = part.segment.postings.range(of: term.term)
                holders += part.holders(of: term.term, at: range)
                return range
            }
            guard holders > 0 else { continue }
            let idf = configuration.bm25.idf(holders: holders, of: count)
            terms.append(
                ResolvedTerm(
                    term: term.term,
                    weight: term.weight * idf * (configuration.bm25.k1 + 1),
                    ranges: ranges
                )
            )
        }
        // By term where weights are equal: the order of additions, and with it every bit of a score, is always the same.
        terms.sort { $0.weight == $1.weight ? $0.term < $1.term : $0.weight > $1.weight }
        return terms
    }
}

/// A term of a query as an index knows it.
struct ResolvedTerm: Sendable {
    var term: UInt64
    /// The most a passage can gain from it.
    var weight: Float
    /// Its postings in each part.
    var ranges: [Range<Int>]

    var view: TermHash.View { TermHash.View(of: term) }
}

extension PostingColumns {
    /// Where the posting of `document` stands in `range`, if it has one.
    func place(of document: UInt16, in range: Range<Int>) -> Int? {
        let documents = documents.span
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if documents[middle] < document { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && documents[low] == document ? low : nil
    }
}
