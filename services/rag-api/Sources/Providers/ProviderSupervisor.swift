import Core
package import Logging
package import Retrieval
import ServiceKit
import ServiceLifecycle

/// Decides which models take part in searches: an embedder or reranker only while it helps on the built-in paraphrases.
package actor ProviderSupervisor: Service {
    private let embedder: (any Embedder)?
    private let reranker: (any Reranker)?
    private let store: (any VectorStore)?
    private let engine: RetrievalEngine
    private let keeper: IndexKeeper
    private let metrics: RAGMetrics?
    private let logger: Logger
    private let interval: Duration
    /// What the last trial of each said.
    private var notes: [String: String] = [:]
    private static let trialTime = Duration.seconds(20)
    /// How much a helpful reranker counts.
    private static let rerankWeight: Float = 0.5

    package init(
        embedder: (any Embedder)?,
        reranker: (any Reranker)?,
        store: (any VectorStore)?,
        engine: RetrievalEngine,
        keeper: IndexKeeper,
        metrics: RAGMetrics? = nil,
        logger: Logger,
        interval: Duration = .seconds(60)
    ) {
        self.embedder = embedder
        self.reranker = reranker
        self.store = store
        self.engine = engine
        self.keeper = keeper
        self.metrics = metrics
        self.logger = logger
        self.interval = interval
    }

    package var report: [String: String] { notes }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Throws only when cancelled, and then the loop ends.
                try? await Task.sleep(for: self.interval)
                await self.examine()
            }
        }
    }

    /// Tries what is configured and puts it into service or takes it out.
    package func examine() async {
        if let embedder { await examine(embedder) }
        if let reranker { await examine(reranker) }
    }

    private func examine(_ embedder: any Embedder) async {
        do {
            let result = try await withDeadline(Self.trialTime) { try await ParaphraseCheck.embedder(embedder) }
            try await store?.prepare(dimensions: embedder.dimensions)
            note("embeddings", result.note)
            guard result.helps else { return try await useBuiltIn() }
            try await keeper.reconfigure(
                IndexConfiguration(
                    vectors: store == nil ? .given(embedder: embedder.name, dimensions: embedder.dimensions) : .none
                )
            )
            engine.replace(vectorLeg: VectorLeg(embedder, store: store, note: result.note))
        } catch {
            metrics?.providerFailed("embeddings")
            note("embeddings", "does not answer: \(error)")
            // An index of its vectors stays: the lexical leg goes on, and the next trial may find it back.
            if keeperUsesBuiltIn { engine.replace(vectorLeg: nil) }
        }
    }

    private var keeperUsesBuiltIn: Bool { engine.index.hashedEmbedder != nil }

    private func useBuiltIn() async throws {
        engine.replace(vectorLeg: nil)
        try await keeper.reconfigure(IndexConfiguration())
    }

    private func examine(_ reranker: any Reranker) async {
        do {
            let result = try await withDeadline(Self.trialTime) { try await ParaphraseCheck.reranker(reranker) }
            note("rerank", result.note)
            let leg = RerankLeg(reranker, weight: result.helps ? Self.rerankWeight : 0, note: result.note)
            engine.replace(rerankLeg: leg)
        } catch {
            metrics?.providerFailed("rerank")
            note("rerank", "does not answer: \(error)")
            engine.replace(rerankLeg: RerankLeg(reranker, weight: 0, note: "does not answer"))
        }
    }

    private func note(_ provider: String, _ text: String) {
        let text = String(text.prefix(200))
        if notes[provider] != text {
            logger.info("Provider was tried", metadata: ["provider": "\(provider)", "outcome": "\(text)"])
        }
        notes[provider] = text
    }
}
