import RAGService
import Testing

@Suite struct AskedFigureTests {
    @Test(arguments: [
        ("일일권 얼마예요?", AskedFigure.price), ("What does a day pass cost?", .price), ("고객센터 번호 알려줘", .phone),
        ("몇 살부터 탈 수 있어요?", .age), ("What is the age limit?", .age),
    ])
    func `what is asked for`(question: String, figure: AskedFigure) {
        #expect(AskedFigure(question) == figure)
    }

    @Test(arguments: [
        "Where is the GBFS feed?", "Is it locked automatically?", "대여 비밀번호가 뭐예요?", "나이트 라이딩 해도 돼요?", "반납은 어디서 해요?",
        "How do I unlock a bike?",
    ])
    func `other questions ask for no figure`(question: String) {
        #expect(AskedFigure(question) == nil)
    }

    @Test(arguments: [
        (AskedFigure.price, "범칙금은 3만 원이에요."), (.price, "It costs 1,000 won."), (.price, "최대 2,000만 원까지예요."),
        (.phone, "1599-0120으로 걸어요."), (.phone, "다산콜센터 120에 물어보세요."),
        (.phone, "119대원이 와요."), (.phone, "Call 112 first."), (.phone, "Call 119 medics."), (.phone, "112만 누르면 돼요."),
        (.phone, "경찰(112)에 알려요."), (.age, "만 13세부터예요."),
        (.age, "Children under 13 may not ride."),
    ])
    func `sentences with such a figure`(figure: AskedFigure, sentence: String) {
        #expect(figure.isIn(sentence[...]))
    }

    @Test(arguments: [
        (AskedFigure.price, "회원과 비회원 모두 살 수 있어요."), (.price, "7일 동안 원하는 만큼 타요."), (.phone, "2025-06-30부터예요."),
        (.phone, "3-hour tickets are sold too."), (.phone, "120일 동안 써요."),
        (.phone, "It lasts 120 minutes."), (.phone, "120분 타요."), (.phone, "120 won"), (.phone, "120 m"),
        (.phone, "2019-2020년"), (.phone, "lost112.go.kr에서 찾아요."), (.phone, "1,120 won"), (.phone, "120 만 원"),
        (.age, "5분마다 나와요."),
    ])
    func `sentences without one`(figure: AskedFigure, sentence: String) {
        #expect(!figure.isIn(sentence[...]))
    }
}
