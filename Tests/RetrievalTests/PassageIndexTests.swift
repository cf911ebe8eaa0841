import Retrieval
import Testing

@Suite struct PassageIndexTests {
    @Test func `a passage is found by its words`() {
        let index = PassageIndex(Samples.passages)
        #expect(first(index, "이용권 환불은 어떻게 하나요?") == "refund#0")
        #expect(first(index, "몇 세부터 탈 수 있나요") == "age#0")
        #expect(first(index, "foreign visitors overseas card") == "english#0")
        #expect(first(index, "연결반납") == "return#1")
        #expect(first(index, "1000원") == "fares#0")
        #expect(first(index, "zzzz") == nil)
        #expect(first(index, "") == nil)
    }

    @Test func `titles, headings and keywords are searched`() {
        let index = PassageIndex([
            Passage(id: "a", documentID: "a", title: "단체 관람", text: "첫째 글"),
            Passage(id: "b", documentID: "b", heading: "주차 위반", text: "둘째 글"),
            Passage(id: "c", documentID: "c", text: "셋째 글", keywords: "빵꾸"),
        ])
        #expect(first(index, "관람") == "a")
        #expect(first(index, "위반") == "b")
        #expect(first(index, "빵꾸") == "c")
    }

    @Test func `an index with a history finds what one made at once finds, with the same scores`() {
        let all = Samples.passages(300)
        var random = Random(5)
        var index = PassageIndex()
        var expected: [String: Passage] = [:]
        for round in 0..<60 {
            let added = (0..<(1 + random.next(12))).map { _ in all[random.next(all.count)] }
            var changed = added
            if round % 3 == 0, !changed.isEmpty { changed[0].text += " 바뀐 글 \(round)" }
            let removed = expected.keys.sorted().filter { _ in random.next(9) == 0 }
            index.update(adding: changed, removing: removed)
            for id in removed { expected[id] = nil }
            for passage in changed { expected[passage.id] = passage }
        }
        let fresh = PassageIndex(expected.values.sorted { $0.id < $1.id })
        #expect(index.count == expected.count)
        for question in Samples.questions {
            for filter in [PassageFilter(), PassageFilter(kinds: ["rule"], since: "2024-03-01")] {
                let query = LexicalQuery(question)
                #expect(index.lexical(query, filter: filter) == fresh.lexical(query, filter: filter))
            }
        }
    }

    @Test func `cutting the search short changes nothing`() {
        // More passages than are ever scored in full, against a limit that makes all of them scored.
        let index = PassageIndex(Samples.passages(5_000))
        for question in Samples.questions {
            let few = index.lexical(LexicalQuery(question), limit: 10)
            let all = index.lexical(LexicalQuery(question), limit: 5_000)
            #expect(few == Array(all.prefix(10)))
        }
    }

    @Test func `removed passages are not found, changed ones by their new text`() {
        var index = PassageIndex(Samples.passages)
        index.update(adding: [], removing: ["refund#0", "missing"])
        #expect(index.passage("refund#0") == nil)
        #expect(index.count == Samples.passages.count - 1)
        #expect(!index.lexical(LexicalQuery("환불")).contains { $0.id == "refund#0" })
        index.update(adding: [Passage(id: "age#0", documentID: "age", text: "기린 코끼리")])
        #expect(first(index, "기린") == "age#0")
        #expect(first(index, "새싹따릉이") != "age#0")
        index.update(adding: [], removing: index.passages.map(\.id))
        #expect(index.count == 0)
        #expect(first(index, "기린") == nil)
    }

    @Test func `of two passages with one id the last is kept`() {
        let index = PassageIndex([
            Passage(id: "a", documentID: "a", text: "처음 글"), Passage(id: "a", documentID: "a", text: "나중 글"),
        ])
        #expect(index.count == 1)
        #expect(index.passage("a")?.text == "나중 글")
    }

    @Test(arguments: [
        PassageFilter(kinds: ["rule"]), PassageFilter(languages: ["en"]), PassageFilter(districts: ["마포구"]),
        PassageFilter(since: "2024-05-01"), PassageFilter(until: "2024-05-01"),
        PassageFilter(kinds: ["post", "guide"], languages: ["ko"], districts: ["영등포구"], since: "2024-02-01"),
        PassageFilter(kinds: ["nothing"]),
    ])
    func `a filter lets both legs find what passes and nothing else`(filter: PassageFilter) throws {
        var passages = Samples.passages(400)
        var index = PassageIndex(passages)
        index.update(adding: [], removing: ["p3#0", "p7#0"])
        passages.removeAll { $0.id == "p3#0" || $0.id == "p7#0" }
        let allowed = Set(passages.filter(filter.allows).map(\.id))
        let embedder = try #require(index.hashedEmbedder)
        for question in Samples.questions {
            let query = LexicalQuery(question)
            let unfiltered = index.lexical(query, limit: 400).filter { allowed.contains($0.id) }
            #expect(index.lexical(query, filter: filter, limit: 400) == unfiltered)
            let vector = embedder.vector(question)
            let near = index.nearest(to: vector, limit: 400).filter { allowed.contains($0.id) }
            #expect(index.nearest(to: vector, filter: filter, limit: 400) == near)
        }
    }

    @Test func `variants add their scores by their weights`() throws {
        let index = PassageIndex(Samples.passages)
        let plain = try #require(index.lexical(LexicalQuery("환불")).first)
        let half = LexicalQuery("", variants: [QueryVariant("환불", weight: 0.5, origin: "llm")])
        let weighted = try #require(index.lexical(half).first)
        #expect(weighted.id == plain.id)
        #expect(abs(weighted.score - plain.score / 2) < 1e-5)
    }

    @Test func `the same passages always give the same index`() {
        #expect(PassageIndex(Samples.passages(80)).bytes == PassageIndex(Samples.passages(80)).bytes)
    }

    private func first(_ index: PassageIndex, _ question: String) -> String? {
        index.lexical(LexicalQuery(question)).first?.id
    }
}
