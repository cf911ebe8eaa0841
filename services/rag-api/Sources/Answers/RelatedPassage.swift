package import Retrieval

/// A passage that was found and is not cited: named to the rider, who may look there.
package struct RelatedPassage: Sendable, Equatable {
    package var passageID: String
    /// Title of the document.
    package var title: String
    /// Headings above the passage; empty where there are none.
    package var heading: String
    /// What sort of document, `post` for riders' own words.
    package var kind: String
    package var url: String?

    /// Names `passage`; nil where its title reads as an order to a machine.
    package init?(_ passage: Passage) {
        guard !InjectionGuard.isSuspicious("\(passage.title)\n\(passage.heading)") else { return nil }
        (passageID, title, heading) = (passage.id, passage.title, passage.heading)
        (kind, url) = (passage.kind, passage.sourceURL)
    }
}
