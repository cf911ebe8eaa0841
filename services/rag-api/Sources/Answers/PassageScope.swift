package import Retrieval

/// Which passages a question may be answered from, where its own filter leaves that open.
package struct PassageScope: Sendable {
    private let facts: PassageFacts

    package init(facts: PassageFacts) {
        self.facts = facts
    }

    /// The filter as given, with kind and language filled in: riders' posts answer questions about posts, nothing else, and a
    /// language the index lacks is no restriction.
    package func filter(_ given: PassageFilter, route: QueryRoute, language: AnswerLanguage) -> PassageFilter {
        var filter = given
        if filter.kinds.isEmpty {
            if route == .board {
                filter.kinds = [PassageFacts.postKind]
            } else if facts.kinds.contains(PassageFacts.postKind) {
                filter.kinds = facts.kinds.subtracting([PassageFacts.postKind])
            }
        }
        if filter.languages.isEmpty, route != .board, facts.languages.contains(language.rawValue) {
            filter.languages = [language.rawValue]
        }
        return filter
    }
}
