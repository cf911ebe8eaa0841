import Retrieval
import Testing

@Suite struct ModelLegTests {
    /// Knows which questions mean which passages.
    private struct Oracle: Embedder, Reranker, VectorStore {
        enum Behaviour: Sendable { case right, wrong, failing, hanging, useless }

        var behaviour = Behaviour.right
        let name = "oracle"
        let dimensions = 64

        func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]] {
            try await obey()
            return texts.map { text in
                var vector = [Float](repeating: 0, count: dimensions)
                vector[(meaning(text) + (behaviour == .wrong && use == .query ? 7 : 0)) % dimensions] = 1
                return vector
            }
        }

        func scores(for query: String, _ texts: [String]) async throws -> [Float] {
            try await obey()
            if behaviour == .useless { return [.nan] }
            let wanted = meaning(query)
            return texts.map { meaning($0) == wanted ? (behaviour == .wrong ? -5 : 9.5) : 0 }
        }

        func prepare(dimensions: Int) async throws {}
        func put(_ passages: [Passage], vectors: [[Float]]) async throws {}
        func remove(_ passageIDs: [String]) async throws {}
        func count() async throws -> Int { 1 }

        func nearest(to vector: [Float], filter: PassageFilter, limit: Int) async throws -> [ScoredID] {
            try await obey()
            return [ScoredID("accident#0", 0.9), ScoredID("gone", 0.8)]
        }

        private func obey() async throws {
            if behaviour == .failing { throw CancellationError() }
            if behaviour == .hanging { try await Task.sleep(for: .seconds(3_600)) }
        }

        /// The number of the paraphrase a text belongs to, by words that only its question or passage has.
        private func meaning(_ text: String) -> Int {
            let marks = [
                ["돌려받", "환불"], ["바람이", "펑크"], ["초등학생", "13세"], ["병원비", "치료비"], ["두고 가면", "거치대에 반납"], ["오래", "초과"],
                ["지하철", "환승"], ["술", "음주"], ["머리", "안전모"], ["여행", "여권"], ["빈 자리", "가득"], ["훔쳐", "도난"], ["가게", "임시"],
                ["매일", "정기권"], ["밤늦게", "24시간"], ["쏟아지면", "기상"], ["암호", "비밀번호"], ["않을래요", "탈퇴"], ["다니는", "보도"],
                ["둘이서", "동승"],
                ["안장", "좌석"], ["고지서", "중복"], ["우리 애", "새싹"], ["폰이", "휴대전화"],
            ]
            return marks.firstIndex { $0.contains(where: text.contains) } ?? 40
        }
    }

    @Test func `an embedder that knows meanings passes the check, one that does not fails it`() async throws {
        let right = try await ParaphraseCheck.embedder(Oracle())
        #expect(right.helps)
        #expect(right.with > 0.9)
        let wrong = try await ParaphraseCheck.embedder(Oracle(behaviour: .wrong))
        #expect(!wrong.helps)
        #expect(wrong.note.hasPrefix("does not help on the built-in paraphrases"))
        await #expect(throws: CancellationError.self) {
            try await ParaphraseCheck.embedder(Oracle(behaviour: .failing))
        }
    }

    @Test func `a reranker is checked likewise`() async throws {
        let right = try await ParaphraseCheck.reranker(Oracle())
        #expect(right.with >= right.without)
        let wrong = try await ParaphraseCheck.reranker(Oracle(behaviour: .wrong))
        #expect(!wrong.helps)
    }

    @Test(arguments: [false, true])
    func `models that fail or hang are left out and said so`(hangs: Bool) async throws {
        let oracle = Oracle(behaviour: hangs ? .hanging : .failing)
        var options = RetrievalOptions()
        options.modelTimeout = .milliseconds(20)
        let engine = RetrievalEngine(
            PassageIndex(Samples.passages),
            options: options,
            vectorLeg: VectorLeg(oracle),
            rerankLeg: RerankLeg(oracle)
        )
        let found = await engine.search(RetrievalQuery("이용권 환불"))
        #expect(found.passages.first?.passage.id == "refund#0")
        for name in ["vector", "rerank_model"] {
            let state = found.trace.steps.first { $0.name == name }?.notes["state"]
            #expect(state?.hasPrefix("failed: ") == true)
        }
    }

    @Test func `scores that are no numbers leave the order as it was`() async {
        let plain = RetrievalEngine(PassageIndex(Samples.passages))
        let engine = RetrievalEngine(
            PassageIndex(Samples.passages),
            rerankLeg: RerankLeg(Oracle(behaviour: .useless))
        )
        let query = RetrievalQuery("대여소 반납")
        let expected = await plain.search(query).passages.map(\.passage.id)
        #expect(await engine.search(query).passages.map(\.passage.id) == expected)
    }

    @Test func `a leg of no weight is not asked`() async {
        let engine = RetrievalEngine(
            PassageIndex(Samples.passages),
            vectorLeg: VectorLeg(Oracle(behaviour: .hanging), weight: 0, note: "does not help"),
            rerankLeg: RerankLeg(Oracle(behaviour: .hanging), weight: 0, note: "does not help")
        )
        let found = await engine.search(RetrievalQuery("이용권 환불"))
        #expect(
            found.trace.steps.first { $0.name == "vector" }?.notes["state"] == "off: does not help; built in instead"
        )
    }

    @Test func `a store outside the process takes the place of the vectors in the index`() async {
        let engine = RetrievalEngine(
            PassageIndex(Samples.passages),
            vectorLeg: VectorLeg(Oracle(), store: Oracle(), weight: 0.6)
        )
        let found = await engine.search(RetrievalQuery("병원비"))
        #expect(found.passages.first?.passage.id == "accident#0")
        #expect(!found.passages.contains { $0.passage.id == "gone" })
    }
}
