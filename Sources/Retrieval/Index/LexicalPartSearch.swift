/// Scores the passages of one part of an index, term by term, heaviest terms first.
///
/// Once what the remaining terms can add is less than what separates a passage from the best, only passages that can still
/// get there are looked up in the long lists of frequent terms (MaxScore; Turtle and Flood, 1995). The result is exact.
struct LexicalPartSearch {
    private let index: PassageIndex
    private let part: Int
    private let terms: [ResolvedTerm]
    private let mask: [Bool]?
    private var scores: [Float]

    init(_ index: PassageIndex, part: Int, terms: [ResolvedTerm], mask: [Bool]?) {
        self.index = index
        self.part = part
        self.terms = terms.filter { !$0.ranges[part].isEmpty }
        self.mask = mask
        scores = [Float](repeating: 0, count: index.parts[part].segment.passages.count)
    }

    /// Offers all passages that can be among the best to `top`.
    mutating func run(into top: inout TopList) {
        var remaining = terms.reduce(Float(0)) { $0 + $1.weight }
        var nextCheck: Float = 0.45 * remaining
        for (number, term) in terms.enumerated() {
            if remaining < nextCheck, scores.count > 2_000 {
                nextCheck = 0.7 * remaining
                if finish(from: number, remaining: remaining, top: &top) { return }
            }
            accumulate(term)
            remaining -= term.weight
        }
        offerAll(to: &top)
    }

    private mutating func accumulate(_ term: ResolvedTerm) {
        let postings = index.parts[part].segment.postings
        let norms = term.view == .pairs ? index.pairNorms[part] : index.wordNorms[part]
        let range = term.ranges[part]
        var target = scores.mutableSpan
        Self.accumulate(
            postings.documents.span.extracting(range),
            postings.frequencies.span.extracting(range),
            norms.span,
            weight: term.weight,
            into: &target
        )
    }

    @inline(never)
    private static func accumulate(
        _ documents: Span<UInt16>,
        _ frequencies: Span<UInt8>,
        _ norms: Span<Float>,
        weight: Float,
        into scores: inout MutableSpan<Float>
    ) {
        for index in documents.indices {
            let document = Int(documents[index])
            let frequency = Float(frequencies[index])
            scores[document] += weight * (frequency / (frequency + norms[document]))
        }
    }

    private func offerAll(to top: inout TopList) {
        let scores = scores.span
        for document in scores.indices where scores[document] >= top.threshold {
            guard mask?[document] ?? true else { continue }
            top.offer(PassagePlace(part: part, document: document), score: scores[document])
        }
    }

    /// Looks only the passages up that can still be among the best; false when they are too many for that to pay.
    private func finish(from first: Int, remaining: Float, top: inout TopList) -> Bool {
        var best = top
        offerAll(to: &best)
        // Rounding of the sums must not lose a passage.
        let needed = (best.threshold - remaining) * 0.9999
        guard needed > 0 else { return false }
        var candidates: [Int] = []
        let scores = scores.span
        for document in scores.indices where scores[document] >= needed {
            guard mask?[document] ?? true else { continue }
            candidates.append(document)
            if candidates.count > scores.count / 100 { return false }
        }
        for document in candidates {
            top.offer(PassagePlace(part: part, document: document), score: score(of: document, from: first))
        }
        return true
    }

    private func score(of document: Int, from first: Int) -> Float {
        let postings = index.parts[part].segment.postings
        var score = scores[document]
        for term in terms[first...] {
            guard let posting = postings.place(of: UInt16(truncatingIfNeeded: document), in: term.ranges[part]) else {
                continue
            }
            let norms = term.view == .pairs ? index.pairNorms[part] : index.wordNorms[part]
            let frequency = Float(postings.frequencies[posting])
            score += term.weight * (frequency / (frequency + norms[document]))
        }
        return score
    }
}
