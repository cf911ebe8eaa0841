/// Whether a model earns its place: how well a few built-in questions find their sentences with it and without.
///
/// The questions share few words with what answers them, which is what a model is for. One that does not help here (a
/// model without Korean, one whose passages and questions are swapped) would make every answer worse.
package struct ParaphraseCheck: Sendable, Equatable {
    /// Mean reciprocal rank by BM25 alone and with the model.
    package var without: Double
    package var with: Double

    /// Whether the model is worth asking.
    package var helps: Bool { with > without + 0.02 }

    /// For the trace and the log: `helps on the built-in paraphrases: 0.52 → 0.91`.
    package var note: String {
        let (before, after) = (Self.rounded(without), Self.rounded(with))
        return "\(helps ? "helps" : "does not help") on the built-in paraphrases: \(before) → \(after)"
    }

    /// Checks an embedder as the vector leg by `weight`.
    package static func embedder(_ embedder: some Embedder, weight: Float = 1.5) async throws -> ParaphraseCheck {
        let passages = BuiltInParaphrases.passages
        let vectors = try await embedder.embed(passages.map(\.text), as: .passage)
        let source = IndexConfiguration.VectorSource.given(embedder: embedder.name, dimensions: embedder.dimensions)
        let index = PassageIndex(passages, vectors: vectors, configuration: IndexConfiguration(vectors: source))
        return await compare(RetrievalEngine(index, vectorLeg: VectorLeg(embedder, weight: weight)), on: index)
    }

    /// Checks a reranker whose share of the score is `weight`.
    package static func reranker(_ reranker: some Reranker, weight: Float = 0.5) async throws -> ParaphraseCheck {
        // Asked directly first: an engine would hide that it fails.
        _ = try await reranker.scores(for: BuiltInParaphrases.pairs[0].question, [BuiltInParaphrases.pairs[0].text])
        let index = PassageIndex(BuiltInParaphrases.passages)
        return await compare(RetrievalEngine(index, rerankLeg: RerankLeg(reranker, weight: weight)), on: index)
    }

    private static func compare(_ engine: RetrievalEngine, on index: PassageIndex) async -> ParaphraseCheck {
        // Without synonyms: they know these questions too well.
        var options = RetrievalOptions()
        options.variants = QueryExpander.Weights(synonyms: 0, contentWords: 0, normalised: 0)
        options.builtInVectorWeight = 0
        engine.replace(options: options)
        return ParaphraseCheck(
            without: await reciprocalRank(RetrievalEngine(index, options: options)),
            with: await reciprocalRank(engine)
        )
    }

    private static func reciprocalRank(_ engine: RetrievalEngine) async -> Double {
        var sum = 0.0
        for (number, pair) in BuiltInParaphrases.pairs.enumerated() {
            let found = await engine.search(RetrievalQuery(pair.question, limit: 20))
            let place = found.passages.firstIndex { $0.passage.id == "p\(number)" }
            sum += place.map { 1 / Double($0 + 1) } ?? 0
        }
        return sum / Double(BuiltInParaphrases.pairs.count)
    }

    private static func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
