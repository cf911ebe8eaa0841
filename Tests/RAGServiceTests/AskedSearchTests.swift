import RAGService
import Retrieval
import Testing

@Suite struct AskedSearchTests {
    private static let passages = [
        Passage(
            id: "refund#0",
            documentID: "refund",
            heading: "취소",
            text: "사용 전 이용권은 전액 취소됩니다.",
            keywords: "낸 값 도로 받고 싶어요\n괜히 샀어요"
        ),
        Passage(id: "fare#0", documentID: "fare", heading: "요금", text: "일일권은 1,000원입니다.", keywords: "얼마예요"),
        Passage(
            id: "declined#0",
            documentID: "declined",
            text: "이 안내는 김치찌개를 다루지 않아요.",
            keywords: "김치찌개 끓이는 법",
            kind: AskIndex.declinedKind
        ),
        Passage(id: "post-1#0", documentID: "post-1", text: "망원역 자전거가 좋아요.", keywords: "망원역", kind: "post"),
    ]

    private func search() -> AskedSearch {
        let search = AskedSearch(RetrievalEngine(PassageIndex()))
        search.replace(index: PassageIndex(Self.passages))
        return search
    }

    @Test func `a question finds the passage that its words are asked of`() async throws {
        let found = await search().search(RetrievalQuery("낸 값을 도로 받을래요"))
        #expect(found.passages.first?.passage.id == "refund#0")
        let signs = try #require(found.asked)
        #expect(signs.likeness > 2 * signs.declined && signs.likeness > 0.1)
        #expect(found.trace.steps.last?.name == "asks")
    }

    @Test func `counter-examples are never found, whatever is asked`() async throws {
        for text in ["김치찌개 끓이는 법", "이 안내는 김치찌개를 다루지 않아요"] {
            let found = await search().search(RetrievalQuery(text))
            #expect(!found.passages.contains { $0.passage.kind == AskIndex.declinedKind })
        }
        let signs = try #require(await search().search(RetrievalQuery("김치찌개 끓이는 법 요금")).asked)
        #expect(signs.declined > 0.5)
    }

    @Test func `posts have no questions: the words alone are judged`() async {
        let found = await search().search(RetrievalQuery("망원역 자전거", filter: PassageFilter(kinds: ["post"])))
        #expect(found.passages.map(\.passage.id) == ["post-1#0"])
        #expect(found.asked == nil)
    }

    @Test func `the limit and the filter hold`() async {
        let found = await search().search(
            RetrievalQuery("얼마예요 괜히 샀어요", filter: PassageFilter(kinds: ["guide"]), limit: 1)
        )
        #expect(found.passages.count == 1)
        #expect(found.passages.allSatisfy { $0.passage.kind == "guide" })
    }
}
