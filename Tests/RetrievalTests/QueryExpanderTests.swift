import Retrieval
import Testing

@Suite struct QueryExpanderTests {
    @Test(arguments: [
        ("돈 돌려받고 싶어요", "환불"), ("돈돌려받고싶어요", "환불"), ("어떻게 빌려요?", "대여"), ("자전거 어디에 돌려주나요", "반납"), ("한 번 타는 값이 얼마야", "요금"),
        ("타이어에 바람 빠졌어요", "펑크"), ("Can I get a refund?", "환불"), ("how do I return the bike", "반납"), ("따르릉이 앱", "따릉이"),
        ("초등학생 아들", "새싹따릉이"),
    ])
    func `riders' words lead to the words of texts`(question: String, word: String) {
        #expect(SynonymTable.bikeSharing.additions(to: question).contains(word))
    }

    @Test(arguments: ["임종석이 지명수배된 날은?", "가격표가 없는 모자", "현재 rentier", ""])
    func `a word inside another triggers nothing it should not`(question: String) {
        let additions = SynonymTable.bikeSharing.additions(to: question)
        #expect(!additions.contains("환불") && !additions.contains("대여") && !additions.contains("반납"))
    }

    @Test func `rules of both kinds are read`() {
        let table = SynonymTable("가나, 다라 = 마바\n하나 ~ 둘셋 ~ three\n\nunreadable")
        #expect(table.additions(to: "가 나?") == ["마바"])
        #expect(table.additions(to: "둘셋") == ["하나", "three"])
        #expect(table.additions(to: "three") == ["하나", "둘셋"])
        #expect(table.additions(to: "마바") == [])
    }

    @Test func `three variants are made, each with its weight`() {
        let variants = QueryExpander().variants(of: "따릉이 두 시간 빌리는 데 얼마예요?")
        #expect(variants.map(\.origin) == ["synonyms", "content_words", "normalised"])
        #expect(variants.allSatisfy { $0.weight > 0 && !$0.text.isEmpty })
    }

    @Test(arguments: [
        ("자전거는 어디에서 빌릴 수 있나요?", "자전거 빌릴"), ("QR코드를 어떻게 찍어요", "qr코드 찍어"),
        ("What is the price of a day pass?", "price day pass"),
        ("12월에 있나요", "12월"), ("뭐야?", ""),
    ])
    func `content words are what the question is about`(question: String, words: String) {
        #expect(variant(question, "content_words") == words)
    }

    @Test(arguments: [
        ("두 시간 탔어요", "2시간"), ("한시간권", "1시간"), ("만 원이에요?", "10000원"), ("천원", "1000원"), ("이천 원", "2000원"),
        ("삼십분 넘으면", "30분"),
        ("열세 살", "13살"), ("2 시간", "2시간"), ("망원역에 있어?", "망원"), ("여의나루대여소", "여의나루"), ("반납", ""), ("백과사전", ""),
    ])
    func `numbers and places take their usual form`(question: String, phrases: String) {
        #expect(variant(question, "normalised") == phrases)
    }

    private func variant(_ question: String, _ origin: String) -> String? {
        QueryExpander().variants(of: question).first { $0.origin == origin }?.text
    }
}
