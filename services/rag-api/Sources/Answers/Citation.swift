package import Retrieval

/// Where a statement of an answer comes from: a passage word for word, the live snapshot, or a forecast.
package struct Citation: Sendable, Equatable {
    /// What is cited.
    package enum Kind: String, Sendable {
        case passage
        case live
        case forecast
    }

    /// The number in the answer's `[n]`.
    package var number: Int
    package var kind: Kind
    package var passageID: String?
    package var title: String
    /// The passage's own words; of live data the figures as they stand in it.
    package var quote: String
    package var source: String
    package var url: String?
    /// `YYYY-MM-DD` of a document, RFC 3339 of live data: up to when it is right.
    package var date: String?
    /// Version of the model that made a forecast.
    package var modelVersion: String?

    package init(
        _ number: Int,
        kind: Kind,
        passageID: String? = nil,
        title: String,
        quote: String,
        source: String,
        url: String? = nil,
        date: String? = nil,
        modelVersion: String? = nil
    ) {
        self.number = number
        self.kind = kind
        self.passageID = passageID
        self.title = title
        self.quote = quote
        self.source = source
        self.url = url
        self.date = date
        self.modelVersion = modelVersion
    }

    /// A citation of `quote` in `passage`.
    package init(_ number: Int, of passage: Passage, quote: String) {
        self.init(
            number,
            kind: .passage,
            passageID: passage.id,
            title: passage.title,
            quote: quote,
            source: passage.source,
            url: passage.sourceURL,
            date: passage.date
        )
    }
}
