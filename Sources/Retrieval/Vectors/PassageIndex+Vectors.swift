extension PassageIndex {
    /// The passages whose vectors are closest to `vector`, best first, as if every vector was compared: a first look at
    /// quantised vectors tells which cannot be among the best, the others are compared exactly.
    func nearestPlaces(to vector: [Float], filter: PassageFilter, limit: Int) -> [ScoredPlace] {
        guard vector.count == configuration.dimensions, configuration.dimensions > 0 else { return [] }
        guard vector.allSatisfy(\.isFinite) else { return [] }
        var top = TopList(self, limit: limit, floor: 0)
        let query = QuantisedQuery(vector)
        for (number, part) in parts.enumerated() {
            guard let columns = part.segment.vectors else { continue }
            let bounds = VectorBounds(query, columns, mask: mask(filter, part: number))
            for document in bounds.candidates(limit: limit, atLeast: top.threshold) {
                let score = columns.similarity(vector.span, at: document)
                top.offer(PassagePlace(part: number, document: document), score: score)
            }
        }
        return top.entries
    }

    /// The similarity of one passage, equal to the one ``nearestPlaces(to:filter:limit:)`` finds.
    func similarity(to vector: [Float], at place: PassagePlace) -> Float {
        guard vector.count == configuration.dimensions else { return 0 }
        return parts[place.part].segment.vectors?.similarity(vector.span, at: place.document) ?? 0
    }
}
