/// Leaves out passages that say what a better one says, and puts those of a document that is there often enough last.
struct Deduplicator {
    let index: PassageIndex
    let options: RetrievalOptions
    /// Whether repeats are left out; else they are moved down.
    let dropsRepeats: Bool

    /// The candidates that stay, best first, and the ids of the repeats.
    func apply(_ candidates: [Candidate]) -> (kept: [Candidate], repeats: [String]) {
        var kept: [Candidate] = []
        var moved: [Candidate] = []
        var repeats: [String] = []
        for candidate in candidates {
            guard kept.contains(where: { isRepeat(candidate, of: $0) }) else {
                kept.append(candidate)
                continue
            }
            repeats.append(index.passage(at: candidate.place).id)
            var copy = candidate
            copy.score *= options.repeatWeight
            if !dropsRepeats { moved.append(copy) }
        }
        if !moved.isEmpty {
            kept += moved
            kept.rank(index)
        }
        return (limitingDocuments(kept), repeats)
    }

    private func isRepeat(_ candidate: Candidate, of other: Candidate) -> Bool {
        guard let left = candidate.sketch, let right = other.sketch else { return false }
        guard left.overlap(right) >= options.duplicateOverlap else { return false }
        return index.passage(at: candidate.place).language == index.passage(at: other.place).language
    }

    private func limitingDocuments(_ candidates: [Candidate]) -> [Candidate] {
        var (kept, postponed): ([Candidate], [Candidate]) = ([], [])
        var perDocument: [String: Int] = [:]
        for candidate in candidates {
            let document = index.passage(at: candidate.place).documentID
            perDocument[document, default: 0] += 1
            if perDocument[document, default: 0] <= options.passagesPerDocument {
                kept.append(candidate)
            } else {
                postponed.append(candidate)
            }
        }
        // Scores stay descending: what is postponed counts no more than the last of the others.
        let floor = kept.last?.score ?? .infinity
        for index in postponed.indices { postponed[index].score = min(postponed[index].score, floor) }
        return kept + postponed
    }
}
