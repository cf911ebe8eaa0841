/// The terms of a question and of its variants with their weights.
package struct LexicalQuery: Sendable {
    /// A term and how much it counts.
    struct Term: Sendable {
        var term: UInt64
        var weight: Float
    }

    /// Each term once, in the order of the texts.
    private(set) var terms: [Term] = []

    /// The terms of `text` and, by their weights, of `variants`: scores add up as if each was searched by itself.
    ///
    /// - Parameter limit: terms beyond this many of the text are left out, as are those of the variants.
    package init(_ text: String, variants: [QueryVariant] = [], limit: Int = LexicalQuery.termLimit) {
        var analyzer = TextAnalyzer()
        analyzer.append(text)
        var places: [UInt64: Int] = [:]
        add(analyzer.terms.prefix(limit), weight: 1, &places)
        for variant in variants where variant.weight > 0 {
            analyzer.removeAll()
            analyzer.append(variant.text)
            add(analyzer.terms.prefix(limit), weight: variant.weight, &places)
        }
    }

    /// Terms of one text that are looked up: far more than a question has.
    package static let termLimit = 400

    private mutating func add(_ added: ArraySlice<UInt64>, weight: Float, _ places: inout [UInt64: Int]) {
        for term in added {
            if let place = places[term] {
                terms[place].weight += weight
            } else {
                places[term] = terms.count
                terms.append(Term(term: term, weight: weight))
            }
        }
    }
}
