package import Retrieval
import Synchronization

/// Finds passages by the questions riders bring to them as well as by their own words.
///
/// What a passage's questions say for it is added to its score (document expansion by queries: Nogueira et al. 2019, with
/// questions written by people who know the guide). Passages of the kind ``AskIndex/declinedKind`` hold questions that the
/// guide does not answer; they are counter-examples and are never found. Those of ``AskIndex/routeKind`` hold examples of what
/// is answered another way, for the router.
package final class AskedSearch: PassageSearching {
    /// What the questions count beside the passage's own words.
    static let weight: Float = 2
    /// Passages of the plain search that are ranked anew.
    private static let depth = 40

    private let search: RetrievalEngine
    private let asks = Mutex<AskIndex?>(nil)

    /// A search beside `search`, whose passages it is given by ``replace(index:)``.
    package init(_ search: RetrievalEngine) {
        self.search = search
    }

    /// Takes another version of the passages into service, here and in the plain search.
    package func replace(index: PassageIndex) {
        let passages = index.passages
        // A post's keyword is its station; riders ask nothing in it.
        let asked = passages.filter { !$0.keywords.isEmpty && $0.kind != PassageFacts.postKind }
        var plain = index
        plain.update(adding: [], removing: passages.filter { AskIndex.exampleKinds.contains($0.kind) }.map(\.id))
        if asks.withLock({ $0?.passages ?? [] }) != asked {
            let index = asked.isEmpty ? nil : AskIndex(asked)
            asks.withLock { $0 = index }
        }
        search.replace(index: plain)
    }

    package func search(_ query: RetrievalQuery) async -> Retrieval {
        guard let asks = asks.withLock({ $0 }) else { return await search.search(query) }
        var wide = query
        wide.limit = max(query.limit, Self.depth)
        var retrieval = await search.search(wide)
        let start = ContinuousClock.now
        let match = asks.match(query.text, filter: query.filter)
        let numbers = merge(match, of: asks, into: &retrieval, limit: query.limit)
        if !numbers.isEmpty { retrieval.asked = AskSigns(match, best: numbers.prefix(3)) }
        let spent = (ContinuousClock.now - start).components
        retrieval.trace.steps.append(
            RetrievalTrace.Step(
                "asks",
                microseconds: Int(spent.seconds) * 1_000_000 + Int(spent.attoseconds / 1_000_000_000_000),
                hits: retrieval.passages.map { ScoredID($0.passage.id, $0.score) },
                notes: ["weight": "\(Self.weight)", "declined": "\(match.declined)"]
            )
        )
        return retrieval
    }

    /// How like `question` is to the questions known; nil where no examples of routes are known.
    package func routeLikeness(_ question: String, _ language: AnswerLanguage) -> RouteLikeness? {
        guard let asks = asks.withLock({ $0 }) else { return nil }
        return RouteLikeness(asks.match(question, filter: PassageFilter(languages: [language.rawValue])))
    }

    /// Adds what the questions say to the scores; gives the numbers of the passages that have questions, in the new order.
    private func merge(_ match: AskMatch, of asks: AskIndex, into retrieval: inout Retrieval, limit: Int) -> [Int] {
        let most = match.likeness.max() ?? 0
        guard most > 0 else {
            retrieval.passages = Array(retrieval.passages.prefix(limit))
            return []
        }
        let own = Dictionary(retrieval.passages.map { ($0.passage.id, $0.score) }) { first, _ in first }
        var found: [(passage: RetrievedPassage, number: Int?)] = []
        for (number, passage) in asks.passages.enumerated() where match.likeness[number] > 0 {
            let score = (own[passage.id] ?? 0) + Self.weight * match.likeness[number] / most
            found.append((RetrievedPassage(passage, score: score), number))
        }
        let known = Set(found.map(\.passage.passage.id))
        found += retrieval.passages.filter { !known.contains($0.passage.id) }.map { ($0, nil) }
        found.sort { ($1.passage.score, $0.passage.passage.id) < ($0.passage.score, $1.passage.passage.id) }
        found = Array(found.prefix(limit))
        retrieval.passages = found.map(\.passage)
        return found.compactMap(\.number)
    }
}
