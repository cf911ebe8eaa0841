import Synchronization

/// Which values the passages of the index have, for filters and their checks.
package struct PassageFacts: Sendable, Equatable {
    package var passages = 0
    package var documents = 0
    package var kinds: Set<String> = []
    package var languages: Set<String> = []
    package var districts: Set<String> = []
    /// By which questions are mended; posts are riders' words and teach no spelling.
    package var spelling = SpellingVocabulary([])

    package init() {}

    /// Kind of the posts of the board: riders' words, which no rule or price is answered from.
    package static let postKind = "post"
}

/// The facts of the index that serves now.
package final class PassageCatalog: Sendable {
    private let current = Mutex(PassageFacts())

    package init(_ facts: PassageFacts = PassageFacts()) {
        current.withLock { $0 = facts }
    }

    package var facts: PassageFacts { current.withLock { $0 } }

    /// Replaces the facts.
    package func update(_ facts: PassageFacts) { current.withLock { $0 = facts } }
}
