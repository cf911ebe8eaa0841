/// How a search is done: each step has a weight or a switch. The defaults are what is shipped.
package struct RetrievalOptions: Sendable, Equatable {
    /// Passages each leg finds.
    package var legLimit = 20
    /// Weights of the offline variants.
    package var variants = QueryExpander.Weights()
    /// What the built-in vectors count beside BM25; they know spelling only.
    package var builtInVectorWeight: Float = 0.05
    /// Candidates that are read again.
    package var rerankDepth = 20
    /// What the question's pairs standing together counts.
    package var windowWeight: Float = 0.4
    /// Characters of a window, blanks included: about two sentences.
    package var windowLength = 100
    /// What the spelling of words counts.
    package var gramWeight: Float = 0.5
    /// From this share of common terms on two passages are the same.
    package var duplicateOverlap: Float = 0.9
    /// Up to this many passages repeats are left out: they are what an answer is made of. Longer lists, which people browse
    /// and evaluations judge, keep them.
    package var answerLimit = 8
    /// What the score of a repeat that is kept is multiplied by.
    package var repeatWeight: Float = 0.75
    /// Passages of one document before those of others.
    package var passagesPerDocument = 4
    /// For a model outside the process.
    package var modelTimeout = Duration.seconds(2)
    /// Characters of a question that are looked at.
    package var questionLimit = 1_000

    /// What is shipped.
    package init() {}

    /// BM25 by itself.
    package static var lexicalOnly: RetrievalOptions {
        var options = RetrievalOptions()
        options.variants = QueryExpander.Weights(synonyms: 0, contentWords: 0, normalised: 0)
        options.builtInVectorWeight = 0
        options.rerankDepth = 0
        options.duplicateOverlap = .infinity
        options.passagesPerDocument = .max
        return options
    }
}
