/// Makes three variants of a question without a model: synonyms, content words, numbers and places in their usual form.
package struct QueryExpander: Sendable {
    /// How much each kind of variant counts beside the question itself.
    package struct Weights: Sendable, Equatable {
        package var synonyms: Float
        package var contentWords: Float
        package var normalised: Float

        /// Weights; 0 switches a kind off.
        package init(synonyms: Float = 0.5, contentWords: Float = 0.1, normalised: Float = 0.1) {
            self.synonyms = synonyms
            self.contentWords = contentWords
            self.normalised = normalised
        }
    }

    private let synonyms: SynonymTable

    /// An expander with the synonyms of bike sharing, or with others.
    package init(synonyms: SynonymTable = .bikeSharing) {
        self.synonyms = synonyms
    }

    /// The variants of a question; a variant without text found nothing to say.
    package func variants(of question: String, weights: Weights = Weights()) -> [QueryVariant] {
        let words = QueryWords(question)
        return [
            QueryVariant(
                synonyms.additions(to: words).joined(separator: " "),
                weight: weights.synonyms,
                origin: "synonyms"
            ),
            QueryVariant(
                ContentWords.standard.find(in: words).map(\.text).joined(separator: " "),
                weight: weights.contentWords,
                origin: "content_words"
            ),
            QueryVariant(
                QueryNormaliser.phrases(of: words).joined(separator: " "),
                weight: weights.normalised,
                origin: "normalised"
            ),
        ]
    }
}
