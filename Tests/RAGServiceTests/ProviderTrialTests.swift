import RAGService
import Retrieval
import Testing

@Suite struct ProviderTrialTests {
    /// Vectors by what a text is about, as a good embedder has them; `skill` 0: all the same.
    private struct TopicEmbedder: Embedder {
        let name = "topics"
        let dimensions = 16
        var isGood = true

        private static let topics = [
            ["돌려받", "환불"], ["체인", "고장"], ["세워", "거치대"], ["우리 애", "연령"], ["다쳤", "상해"], ["핸드폰", "연락처"], ["지하철", "환승"],
            ["오래", "초과"],
        ]

        func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]] {
            texts.map { text in
                var vector = [Float](repeating: 0, count: dimensions)
                let topic = Self.topics.firstIndex { words in words.contains { text.contains($0) } } ?? 15
                vector[isGood ? topic : 0] = 1
                return vector
            }
        }
    }

    private struct Scorer: Reranker {
        let name = "scorer"
        var score: @Sendable (String, String) -> Float

        func scores(for query: String, _ texts: [String]) async throws -> [Float] { texts.map { score(query, $0) } }
    }

    private struct Failing: Embedder {
        struct Down: Error {}
        let name = "down"
        let dimensions = 4

        func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]] { throw Down() }
    }

    @Test func `an embedder that knows meanings helps, one that does not is found out`() async throws {
        let good = try await ParaphraseTrial.run(TopicEmbedder())
        #expect(good.helps && good.score == 1)
        let bad = try await ParaphraseTrial.run(TopicEmbedder(isGood: false))
        #expect(!bad.helps && bad.note.contains("does not help"))
    }

    @Test func `a reranker that scores everything alike does not help`() async throws {
        let alike = try await ParaphraseTrial.run(Scorer { _, _ in 0.5 })
        #expect(!alike.helps)
        await #expect(throws: (any Error).self) { try await ParaphraseTrial.run(Scorer { _, _ in .nan }) }
        await #expect(throws: Failing.Down.self) { try await ParaphraseTrial.run(Failing()) }
    }
}
