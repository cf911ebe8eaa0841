package import Retrieval

/// A passage that was found and is not cited: named to the rider, who may look there.
package struct RelatedPassage: Sendable, Equatable {
    package var passageID: String
    /// Title of the document.
    package var title: String
    /// Headings above the passage; empty where there are none.
    package var heading: String
    package var url: String?

    /// Names `passage`.
    package init(_ passage: Passage) {
        (passageID, title, heading, url) = (passage.id, passage.title, passage.heading, passage.sourceURL)
    }
}
