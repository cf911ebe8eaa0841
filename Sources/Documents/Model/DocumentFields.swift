/// What is known about a document beside its text.
package struct DocumentFields: Sendable, Equatable {
    /// Unique in an index, e.g. `fares-day-ticket.ko`.
    package var id: String
    package var title: String
    /// What sort of document, e.g. `guide`, `rule`, `fare`, `post`.
    package var kind: String
    /// What it is about, for lists; empty where nobody said.
    package var topic: String
    /// BCP 47 language, e.g. `ko`.
    package var language: String
    /// District it speaks of; nil: everywhere.
    package var district: String?
    /// Day up to which it is known to be right, `YYYY-MM-DD`.
    package var date: String?
    /// Who says so, for the citation.
    package var source: String
    /// `http`, `https` or a path of this site.
    package var sourceURL: String?
    /// Words riders use for this that the text does not contain.
    package var keywords: [String]

    /// Fields; what is not given is left open.
    package init(
        id: String,
        title: String = "",
        kind: String = "guide",
        topic: String = "",
        language: String = "",
        district: String? = nil,
        date: String? = nil,
        source: String = "",
        sourceURL: String? = nil,
        keywords: [String] = []
    ) {
        self.id = id
        self.title = title
        self.kind = kind
        self.topic = topic
        self.language = language
        self.district = district
        self.date = date
        self.source = source
        self.sourceURL = sourceURL
        self.keywords = keywords
    }
}
