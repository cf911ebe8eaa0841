import Synchronization

/// Finds passages: variants of the question, filter, BM25 and vectors, merge, re-ranking, near-duplicates left out.
///
/// The index and the models can be replaced at any time; a search that runs goes on with those it began with.
package final class RetrievalEngine: PassageSearching {
    /// What a search works with.
    struct Equipment: Sendable {
        var index: PassageIndex
        var options: RetrievalOptions
        var vectorLeg: VectorLeg?
        var rerankLeg: RerankLeg?
    }

    let expander: QueryExpander
    let synonyms: SynonymTable
    private let equipment: Mutex<Equipment>

    /// An engine over `index`.
    package init(
        _ index: PassageIndex,
        options: RetrievalOptions = RetrievalOptions(),
        vectorLeg: VectorLeg? = nil,
        rerankLeg: RerankLeg? = nil,
        synonyms: SynonymTable = .bikeSharing
    ) {
        self.synonyms = synonyms
        expander = QueryExpander(synonyms: synonyms)
        equipment = Mutex(Equipment(index: index, options: options, vectorLeg: vectorLeg, rerankLeg: rerankLeg))
    }

    /// The index that searches work with.
    package var index: PassageIndex { current.index }

    /// How searches are done.
    package var options: RetrievalOptions { current.options }

    /// Puts another index in the place of the present one.
    package func replace(index: PassageIndex) {
        equipment.withLock { $0.index = index }
    }

    /// Searches by other options from now on.
    package func replace(options: RetrievalOptions) {
        equipment.withLock { $0.options = options }
    }

    /// Puts another embedder in the place of the present one; nil: the built-in one.
    package func replace(vectorLeg: VectorLeg?) {
        equipment.withLock { $0.vectorLeg = vectorLeg }
    }

    /// Puts another reranker in the place of the present one; nil: none.
    package func replace(rerankLeg: RerankLeg?) {
        equipment.withLock { $0.rerankLeg = rerankLeg }
    }

    package func search(_ query: RetrievalQuery) async -> Retrieval {
        var search = SearchRun(query, current, expander: expander, synonyms: synonyms)
        search.expand()
        search.searchWords()
        await search.searchVectors()
        search.merge()
        search.rerank()
        await search.rerankWithModel()
        search.deduplicate()
        return search.result()
    }

    private var current: Equipment { equipment.withLock { $0 } }
}
