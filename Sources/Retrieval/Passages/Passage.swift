/// A section of a document: the unit that is found, ranked and cited.
package struct Passage: Sendable, Equatable {
    /// `document#ordinal`, e.g. `fares-day-ticket.ko#2`; unique in an index.
    package var id: String
    package var documentID: String
    /// Title of the document.
    package var title: String
    /// Headings above the section, outermost first, joined by ` > `; empty where there are none.
    package var heading: String
    /// What is shown and cited, word for word.
    package var text: String
    /// Words riders use for this that the text does not contain: searched, never shown or cited.
    package var keywords: String
    /// BCP 47 language, `ko` or `en` in the corpus of the project.
    package var language: String
    /// What sort of document, e.g. `guide`, `rule`, `fare`, `post`.
    package var kind: String
    /// District it speaks of; nil: everywhere.
    package var district: String?
    /// Day up to which it is known to be right, `YYYY-MM-DD`.
    package var date: String?
    /// Who says so, for the citation.
    package var source: String
    package var sourceURL: String?

    /// A passage as given.
    package init(
        id: String,
        documentID: String,
        title: String = "",
        heading: String = "",
        text: String,
        keywords: String = "",
        language: String = "ko",
        kind: String = "guide",
        district: String? = nil,
        date: String? = nil,
        source: String = "",
        sourceURL: String? = nil
    ) {
        self.id = id
        self.documentID = documentID
        self.title = title
        self.heading = heading
        self.text = text
        self.keywords = keywords
        self.language = language
        self.kind = kind
        self.district = district
        self.date = date
        self.source = source
        self.sourceURL = sourceURL
    }
}
