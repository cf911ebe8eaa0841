import Retrieval
import Testing

@Suite struct RetrievalEngineTests {
    @Test func `every step is in the trace`() async throws {
        let engine = RetrievalEngine(PassageIndex(Samples.passages))
        let found = await engine.search(RetrievalQuery("따릉이 대여 요금이 얼마예요?"))
        let names = found.trace.steps.map(\.name)
        #expect(names == ["variants", "filter", "lexical", "vector", "merge", "rerank", "deduplicate", "coverage"])
        #expect(found.trace.variants.count == 3)
        let vector = try #require(found.trace.steps.first { $0.name == "vector" })
        #expect(vector.notes["state"] == "built in")
        #expect(found.passages.count <= 8)
        let scores = found.passages.map(\.score)
        #expect(scores == scores.sorted(by: >))
    }

    @Test func `a misspelt question is found by the vector leg alone`() async {
        let engine = RetrievalEngine(PassageIndex(Samples.passages))
        var options = RetrievalOptions()
        options.builtInVectorWeight = 0
        let misspelt = RetrievalQuery("뻥크")
        let lexical = RetrievalEngine(PassageIndex(Samples.passages), options: options)
        #expect(await lexical.search(misspelt).passages.isEmpty)
        #expect(await engine.search(misspelt).passages.first?.passage.id == "fault#0")
    }

    @Test func `re-ranking mends a question whose words stand far apart in the first passage`() async {
        let filler = String(repeating: "누리집에 올라온 다른 글을 먼저 읽어 주세요. ", count: 6)
        let apart = ["반납 . ", "시간을 . ", "초과하면 . ", "추가 요금이 . "].joined(separator: filler)
        let together = filler + filler + "시간을 초과하면 반납 때 추가 요금이 붙는다. " + filler + filler
        let others = (0..<30).map { number in
            Passage(id: "x\(number)", documentID: "x\(number)", text: "누리집에 올라온 다른 글 \(number)번을 먼저 읽어 주세요.")
        }
        let wanted = [
            Passage(id: "apart", documentID: "a", text: apart),
            Passage(id: "together", documentID: "b", text: together),
            Passage(id: "other", documentID: "c", text: "날씨가 좋다"),
        ]
        let index = PassageIndex(wanted + others)
        let query = RetrievalQuery("추가 요금이 붙나요? 반납 시간을 초과하면")
        var options = RetrievalOptions()
        options.rerankDepth = 0
        #expect(await RetrievalEngine(index, options: options).search(query).passages.first?.passage.id == "apart")
        #expect(await RetrievalEngine(index).search(query).passages.first?.passage.id == "together")
    }

    @Test func `synonyms find what the question's own words do not`() async {
        let engine = RetrievalEngine(PassageIndex(Samples.passages))
        let found = await engine.search(RetrievalQuery("돈 돌려받고 싶어요"))
        #expect(found.passages.first?.passage.id == "refund#0")
        #expect(found.coverage > 0.3)
    }

    @Test func `coverage tells questions that are answered from those that are not`() async {
        let engine = RetrievalEngine(PassageIndex(Samples.passages))
        for question in ["이용권 환불 신청은 어디서 하나요", "타이어 펑크 신고", "overseas card"] {
            #expect(await engine.search(RetrievalQuery(question)).coverage > 0.6)
        }
        for question in ["대한민국 대통령은 누구인가", "김치찌개 끓이는 법 알려줘", "zzzz", ""] {
            #expect(await engine.search(RetrievalQuery(question)).coverage < 0.3)
        }
    }

    @Test func `an answer has no passage twice, a list keeps repeats lower down`() async {
        var passages = Samples.passages
        var copy = passages[4]
        copy.id = "copy#0"
        copy.documentID = "copy"
        passages.append(copy)
        let engine = RetrievalEngine(PassageIndex(passages))
        let answer = await engine.search(RetrievalQuery("이용권 환불"))
        #expect(answer.passages.count { $0.passage.text == copy.text } == 1)
        let list = await engine.search(RetrievalQuery("이용권 환불", limit: 20))
        #expect(list.passages.count { $0.passage.text == copy.text } == 2)
    }

    @Test func `a document gives way to others after some passages`() async {
        let many = (0..<12).map { number in
            let words = ["하나", "둘이", "셋째", "넷째", "다섯", "여섯"]
            return Passage(
                id: "m\(number)",
                documentID: number < 10 ? "big" : "small\(number)",
                text: "반납 안내 \(words[number % 6]) 항목 \(number * 7919) "
                    + String(repeating: words[number / 2], count: 3 + number)
            )
        }
        let found = await RetrievalEngine(PassageIndex(many)).search(RetrievalQuery("반납 안내", limit: 8))
        let documents = found.passages.map(\.passage.documentID)
        #expect(documents.prefix(6).count { $0 == "big" } == 4)
        #expect(Set(documents).count == 3)
    }

    @Test func `the filter holds for what is returned`() async {
        let engine = RetrievalEngine(PassageIndex(Samples.passages(300)))
        let filter = PassageFilter(kinds: ["rule"], languages: ["ko"])
        let found = await engine.search(RetrievalQuery("자전거 대여소", filter: filter, limit: 50))
        #expect(!found.passages.isEmpty)
        #expect(found.passages.allSatisfy { filter.allows($0.passage) })
    }

    @Test func `searches go on with another index and other options`() async {
        let engine = RetrievalEngine(PassageIndex())
        #expect(await engine.search(RetrievalQuery("환불")).passages.isEmpty)
        engine.replace(index: PassageIndex(Samples.passages))
        #expect(await engine.search(RetrievalQuery("환불")).passages.first?.passage.id == "refund#0")
        engine.replace(options: .lexicalOnly)
        let steps = await engine.search(RetrievalQuery("환불")).trace.steps
        #expect(steps.first { $0.name == "vector" }?.notes["state"] == "off")
    }

    @Test(arguments: [
        "", " ", "\u{0}\u{7}", "?!…", String(repeating: "환불 ", count: 40_000), "'; DROP TABLE passages; --", "😀",
        "\u{FFFD}\u{FFFD}",
    ])
    func `any question gets an answer`(question: String) async {
        let engine = RetrievalEngine(PassageIndex(Samples.passages))
        let found = await engine.search(RetrievalQuery(question))
        #expect(found.coverage >= 0 && found.coverage <= 1)
        #expect(found.passages.allSatisfy { $0.score.isFinite })
        _ = await engine.search(RetrievalQuery(question, limit: 0))
    }
}
