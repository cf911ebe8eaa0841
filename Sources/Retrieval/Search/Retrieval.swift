/// A question as the search takes it.
package struct RetrievalQuery: Sendable {
    /// The question's own words.
    package var text: String
    /// Rewritten forms beside it with their weights; empty: the offline variants are made from `text`.
    package var variants: [QueryVariant]
    package var filter: PassageFilter
    /// Passages wanted.
    package var limit: Int
    /// What each model outside the process gets, where that is less than the engine gives it; the built-in ones stand in.
    package var modelTimeout: Duration?

    /// A query for at most `limit` passages.
    package init(_ text: String, variants: [QueryVariant] = [], filter: PassageFilter = PassageFilter(), limit: Int = 8)
    {
        self.text = text
        self.variants = variants
        self.filter = filter
        self.limit = limit
    }
}

/// Another form of a question, searched beside it.
package struct QueryVariant: Sendable, Equatable {
    package var text: String
    /// How much its hits count beside those of the original, 0…1.
    package var weight: Float
    /// How it was made, e.g. `synonyms`, `content_words`, `normalised`, `llm`.
    package var origin: String

    /// A variant.
    package init(_ text: String, weight: Float, origin: String) {
        self.text = text
        self.weight = weight
        self.origin = origin
    }
}

/// What a search found, best first, and how.
package struct Retrieval: Sendable {
    package var passages: [RetrievedPassage]
    /// How much of the question the best passage covers, 0…1: below a threshold there is no evidence.
    package var coverage: Float
    /// What the questions say that are known to belong to passages; nil where none are known.
    package var asked: AskSigns?
    package var trace: RetrievalTrace

    /// A result.
    package init(passages: [RetrievedPassage], coverage: Float, trace: RetrievalTrace) {
        self.passages = passages
        self.coverage = coverage
        self.trace = trace
    }
}

/// A passage that was found.
package struct RetrievedPassage: Sendable {
    package var passage: Passage
    package var score: Float

    /// A passage with its final score.
    package init(_ passage: Passage, score: Float) {
        self.passage = passage
        self.score = score
    }
}
