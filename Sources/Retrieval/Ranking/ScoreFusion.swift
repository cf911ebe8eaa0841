/// Joins the two legs by weighted scores: BM25 as a share of the best, plus the vector's score by its weight.
///
/// Fusing by rank makes results worse when one list is weak: a rank does not say by how much a passage is better.
enum ScoreFusion {
    /// How the scores of the vector leg are brought to a scale.
    enum VectorScale {
        /// Cosines as they are.
        case cosine
        /// From 0 for the lowest of the candidates to 1 for the highest: models differ in where their cosines lie.
        case range
    }

    /// Gives each candidate its joint score.
    /// - Parameter possible: the most BM25 could give. Beside a model that knows meanings even the best by words counts little
    ///   when it has few of the question's words; less than half of what is possible counts as its share of that half.
    static func fuse(_ candidates: inout [Candidate], vectorWeight: Float, scale: VectorScale, possible: Float) {
        var full = candidates.lazy.compactMap(\.lexical).max() ?? 0
        if scale == .range { full = max(full, possible / 2) }
        let vectors = candidates.compactMap(\.vector)
        let lowest = vectors.min() ?? 0
        let spread = (vectors.max() ?? 0) - lowest
        for index in candidates.indices {
            let lexical = full > 0 ? (candidates[index].lexical ?? 0) / full : 0
            let vector: Float
            switch scale {
            case .cosine: vector = max(0, candidates[index].vector ?? 0)
            case .range: vector = candidates[index].vector.map { spread > 0 ? ($0 - lowest) / spread : 1 } ?? 0
            }
            candidates[index].score = lexical + vectorWeight * vector
        }
    }
}
