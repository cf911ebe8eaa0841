import Retrieval
import Testing

@Suite struct SentenceSplitterTests {
    @Test(arguments: [
        ("첫 문장이다. 둘째인가? 셋째!", ["첫 문장이다.", "둘째인가?", "셋째!"]),
        ("요금은 1.5배이다. 끝.", ["요금은 1.5배이다.", "끝."]),
        ("1. 앱을 연다.\n2. QR코드를 찍는다.", ["1. 앱을 연다.", "2. QR코드를 찍는다."]),
        ("그는 \"좋다.\" 했다. 끝", ["그는 \"좋다.\"", "했다.", "끝"]),
        ("기다려…! 왔다", ["기다려…!", "왔다"]),
        ("Mr. Kim rides. No. 5 is full.", ["Mr. Kim rides.", "No. 5 is full."]),
        ("끝。다음！", ["끝。", "다음！"]),
        ("", []),
        (" \n ", []),
        ("마침표 없음", ["마침표 없음"]),
    ])
    func `a text is cut into its sentences`(text: String, sentences: [String]) {
        #expect(SentenceSplitter.sentences(of: text).map(String.init) == sentences)
    }

    @Test func `sentences stand in the text word for word`() {
        let text = "하나.  둘?!\r\n셋 (넷.) 다섯"
        for sentence in SentenceSplitter.sentences(of: text) { #expect(text.contains(sentence)) }
    }
}
