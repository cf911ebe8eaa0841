extension PassageIndex {
    /// The lexical leg by itself: the best passages by BM25 over both views.
    package func lexical(_ query: LexicalQuery, filter: PassageFilter = PassageFilter(), limit: Int = 20) -> [ScoredID]
    {
        named(lexicalTop(resolved(query), filter: filter, limit: limit))
    }

    /// The vector leg by itself: the passages whose vectors are closest to `vector`.
    package func nearest(to vector: [Float], filter: PassageFilter = PassageFilter(), limit: Int = 20) -> [ScoredID] {
        named(nearestPlaces(to: vector, filter: filter, limit: limit))
    }

    func named(_ hits: [ScoredPlace]) -> [ScoredID] {
        hits.map { ScoredID(passage(at: $0.place).id, $0.score) }
    }
}
