/// Where a passage stands in an index.
struct PassagePlace: Hashable, Sendable {
    var part: Int
    var document: Int
}

/// A passage with its score in one list.
struct ScoredPlace: Sendable {
    var place: PassagePlace
    var score: Float
}

extension PassageIndex {
    func passage(at place: PassagePlace) -> Passage {
        parts[place.part].segment.passages[place.document]
    }

    func place(of id: String) -> PassagePlace? {
        for (index, part) in parts.enumerated() {
            if let document = part.place(of: id) { return PassagePlace(part: index, document: document) }
        }
        return nil
    }

    /// Which passages of a part may be found; nil: all of them.
    func mask(_ filter: PassageFilter, part: Int) -> [Bool]? {
        let part = parts[part]
        guard part.hasRemoved || !filter.isEmpty else { return nil }
        var mask = part.segment.facets.mask(filter)
        if part.hasRemoved {
            for place in mask.indices where !part.isLive(place) { mask[place] = false }
        }
        return mask
    }
}
