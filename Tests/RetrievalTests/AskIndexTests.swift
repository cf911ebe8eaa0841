import Retrieval
import Testing

@Suite struct AskIndexTests {
    private static let passages = [
        Passage(
            id: "refund#0",
            documentID: "refund",
            heading: "환불",
            text: "사용 전 이용권은 전액 취소됩니다.",
            keywords: "돈 돌려받고 싶어요\n산 거 물러 주세요\n괜히 샀는데 취소되나요"
        ),
        Passage(
            id: "full#0",
            documentID: "full",
            heading: "가득 찬 대여소",
            text: "옆 자전거에 연결합니다.",
            keywords: "세울 데가 없어요\n자리가 꽉 찼는데 어떡해요",
            kind: "rule"
        ),
        Passage(
            id: "refund.en#0",
            documentID: "refund.en",
            heading: "Refunds",
            text: "Unused tickets are cancelled in full.",
            keywords: "I want my money back\ncan I undo a purchase",
            language: "en"
        ),
        Passage(
            id: "declined#0",
            documentID: "declined",
            heading: "다른 것",
            text: "따릉이와 상관없는 질문이에요.",
            keywords: "김치찌개 끓이는 법\n오늘 날씨 어때요",
            kind: AskIndex.declinedKind
        ),
    ]
    private let index = AskIndex(passages)

    @Test func `examples of a route are no passage's questions and change nobody's likeness`() throws {
        let route = Passage(
            id: "route#0",
            documentID: "route",
            heading: "live",
            text: "실시간으로 답해요.",
            keywords: "망원역에 자전거 몇 대 있어\n지금 빈 자리 있나",
            kind: AskIndex.routeKind
        )
        let routed = AskIndex(Self.passages + [route])
        let match = routed.match("여의도에 자전거 몇 대 있어", filter: PassageFilter())
        #expect(try #require(match.routes["live"]) > 0.3)
        #expect(match.likeness[4] == 0 && match.shared[4] == 0)
        let question = "자리가 꽉찼어요"
        let (with, without) = (routed.match(question, filter: .init()), index.match(question, filter: .init()))
        #expect(with.likeness.dropLast().elementsEqual(without.likeness))
        #expect((with.subject, with.beside, with.declined) == (without.subject, without.beside, without.declined))
        #expect(without.routes.isEmpty)
    }

    @Test(arguments: [("돈을 돌려받을 수 있나요", 0), ("자리가 꽉찼어요", 1), ("how do I get my money back?", 2)])
    func `a question is most like the questions of the passage that answers it`(question: String, best: Int) throws {
        let match = index.match(question, filter: PassageFilter())
        let most = try #require(match.likeness.max())
        #expect(most > 0.2 && match.likeness[best] == most)
        #expect(match.subject > match.beside)
        #expect(match.likeness.allSatisfy { $0 <= 1.001 })
    }

    @Test func `a question known to have no answer is beside the subject and no passage's`() {
        let match = index.match("김치찌개는 어떻게 끓여요", filter: PassageFilter())
        #expect(match.declined > 0.5 && match.besideGroup > 0.25)
        #expect(match.beside > match.subject)
        #expect(match.likeness[3] == 0 && match.shared[3] == 0)
    }

    @Test func `a filter leaves passages out, counter-examples only by language`() {
        let korean = index.match("돈 돌려받고 싶어요 김치찌개", filter: PassageFilter(kinds: ["rule"], languages: ["ko"]))
        #expect(korean.likeness[0] == 0)
        #expect(korean.declined > 0.2)
        let english = index.match("money back 김치찌개", filter: PassageFilter(languages: ["en"]))
        #expect(english.declined == 0 && english.likeness[2] > 0.2)
    }

    @Test(arguments: ["", "   ", "?!", "🚲", "zzzz qqqq", "\u{200B}"])
    func `a question without known words is like nothing`(question: String) {
        let match = index.match(question, filter: PassageFilter())
        #expect(match.likeness.allSatisfy { $0 == 0 } && match.subject == 0 && match.declined == 0)
    }
}
