package import Retrieval
import Synchronization

/// Finds passages by the questions riders bring to them as well as by their own words.
///
/// A passage's keywords are lines; each is searched by itself, so that a question is compared with whole questions and not
/// with a heap of their words. The best line's score is added to the passage's own (document expansion by queries:
/// Nogueira et al. 2019, with questions written by people who know the guide).
package final class AskedSearch: PassageSearching {
    /// What a line counts beside the passage's own words.
    static let weight: Float = 1
    /// Lines looked at.
    private static let lines = 40
    /// Passages of the plain search that are ranked anew.
    private static let depth = 20

    private struct State {
        var index = PassageIndex()
        var asks: RetrievalEngine?
    }

    private let search: RetrievalEngine
    private let state = Mutex(State())

    /// A search beside `search`, whose passages it is given by ``replace(index:)``.
    package init(_ search: RetrievalEngine) {
        self.search = search
    }

    /// Takes another version of the passages into service, here and in the plain search.
    package func replace(index: PassageIndex) {
        let asks = index.passages.flatMap(\.asks)
        // Without a line there is nothing to compare with.
        let engine = asks.isEmpty ? nil : RetrievalEngine(PassageIndex(asks))
        state.withLock { $0 = State(index: index, asks: engine) }
        search.replace(index: index)
    }

    package func search(_ query: RetrievalQuery) async -> Retrieval {
        let (index, asks) = state.withLock { ($0.index, $0.asks) }
        guard let asks else { return await search.search(query) }
        var wide = query
        wide.limit = max(query.limit, Self.depth)
        var retrieval = await search.search(wide)
        let start = ContinuousClock.now
        var narrow = query
        narrow.limit = Self.lines
        let found = await asks.search(narrow).passages
        var support: [String: Float] = [:]
        for line in found { support[line.passage.documentID] = max(support[line.passage.documentID] ?? 0, line.score) }
        merge(support, into: &retrieval, index: index, limit: query.limit)
        let spent = (ContinuousClock.now - start).components
        retrieval.trace.steps.append(
            RetrievalTrace.Step(
                "asks",
                microseconds: Int(spent.seconds) * 1_000_000 + Int(spent.attoseconds / 1_000_000_000_000),
                hits: retrieval.passages.map { ScoredID($0.passage.id, $0.score) },
                notes: ["weight": "\(Self.weight)", "lines": "\(found.count)"]
            )
        )
        return retrieval
    }

    private func merge(_ support: [String: Float], into retrieval: inout Retrieval, index: PassageIndex, limit: Int) {
        let known = Set(retrieval.passages.map(\.passage.id))
        var passages = retrieval.passages.map { found in
            RetrievedPassage(found.passage, score: found.score + Self.weight * (support[found.passage.id] ?? 0))
        }
        for (id, score) in support where !known.contains(id) {
            if let passage = index.passage(id) {
                passages.append(RetrievedPassage(passage, score: Self.weight * score))
            }
        }
        passages.sort { ($1.score, $0.passage.id) < ($0.score, $1.passage.id) }
        retrieval.passages = Array(passages.prefix(limit))
        retrieval.support = retrieval.passages.prefix(3).compactMap { support[$0.passage.id] }.max() ?? 0
    }
}

extension Passage {
    /// Its keywords, each as a passage of its own whose document is this passage.
    fileprivate var asks: [Passage] {
        keywords.split(separator: "\n").enumerated().map { number, line in
            Passage(
                id: "\(id)?\(number)",
                documentID: id,
                text: String(line),
                language: language,
                kind: kind,
                district: district,
                date: date
            )
        }
    }
}
