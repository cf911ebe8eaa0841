/// Re-orders the first candidates by reading them: how close together the question's pairs stand, and how well the spelling
/// of words fits.
enum BuiltInRerank {
    /// Adds what reading them says to the scores of `candidates`.
    /// - Parameter besideModel: whether a model's scores are among them.
    static func apply(
        _ candidates: inout ArraySlice<Candidate>,
        question: RerankQuestion,
        index: PassageIndex,
        options: RetrievalOptions,
        besideModel: Bool
    ) {
        var reader = CandidateReader(question, windowLength: options.windowLength)
        let features = candidates.map { reader.read(index.passage(at: $0.place), index.configuration.weights) }
        var bestGrams = features.map(\.grams).max() ?? 0
        // As in the merge: beside a model that knows meanings a weak likeness of words counts little even when it is the best,
        // and all likeness of words counts half.
        let share: Float = besideModel ? 0.5 : 1
        if besideModel { bestGrams = max(bestGrams, question.gramWeights.reduce(0, +) / 2) }
        for (place, feature) in zip(candidates.indices, features) {
            candidates[place].sketch = feature.sketch
            candidates[place].score += share * options.windowWeight * feature.window
            if bestGrams > 0 { candidates[place].score += share * options.gramWeight * feature.grams / bestGrams }
        }
    }
}
