/// The best passages seen so far, best first; equal scores by id, so that the order never depends on the history of an index.
struct TopList {
    private let index: PassageIndex
    private let limit: Int
    private(set) var entries: [ScoredPlace] = []
    /// Scores below this do not enter.
    private(set) var threshold: Float

    /// - Parameter floor: scores at or below it never enter.
    init(_ index: PassageIndex, limit: Int, floor: Float) {
        self.index = index
        self.limit = limit
        threshold = limit > 0 ? floor.nextUp : .infinity
        entries.reserveCapacity(limit + 1)
    }

    /// Takes the passage in if it is good enough.
    mutating func offer(_ place: PassagePlace, score: Float) {
        guard score >= threshold else { return }
        let new = ScoredPlace(place: place, score: score)
        var position = entries.count
        while position > 0, isBefore(new, entries[position - 1]) { position -= 1 }
        guard position < limit else { return }
        entries.insert(new, at: position)
        if entries.count > limit { entries.removeLast() }
        if entries.count == limit { threshold = entries[limit - 1].score }
    }

    private func isBefore(_ left: ScoredPlace, _ right: ScoredPlace) -> Bool {
        guard left.score == right.score else { return left.score > right.score }
        return index.passage(at: left.place).id < index.passage(at: right.place).id
    }
}
