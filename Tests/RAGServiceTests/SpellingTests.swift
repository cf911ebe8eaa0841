import RAGService
import Testing

@Suite struct SpellingTests {
    private let vocabulary = SpellingVocabulary(
        Array(repeating: "비회원도 환불 받을 수 있나요? 결제수단 등록이 실패해요, 따릉이가 대여가 안 돼요", count: 30)
    )

    @Test(
        "One keystroke beside a known word is mended, with what follows left as it is",
        arguments: [
            ("비회언도 환블 받을 수", "비회원도 환불 받을 수"),
            ("결재수단 등록이 실폐해요?", "결제수단 등록이 실패해요?"),
            ("따능이 대여", "따릉이 대여"),
        ]
    )
    func mends(question: String, mended: String) {
        #expect(vocabulary.mended(question) == mended)
    }

    @Test(
        "Known words, other words and other scripts stay as they are",
        arguments: ["환불은 언제", "국회의원은 모두 몇 명", "refnud for visitors", "ㅋㅋ ㅠㅠ 2024년", "  두  칸 ", ""]
    )
    func leaves(question: String) {
        #expect(vocabulary.mended(question) == question)
    }

    @Test("A word of few texts mends nothing: it may be a slip itself")
    func rareWords() {
        #expect(SpellingVocabulary(["환블", "환블"]).mended("환불") == "환불")
        #expect(SpellingVocabulary([]).mended("대여ㄱㅏ") == "대여ㄱㅏ")
    }

    @Test(
        "Letters typed apart are joined, those that stand for themselves are not",
        arguments: [("대여ㄱㅏ 안되ㄴ다고", "대여가 안된다고"), ("ㅋㅋ 안녕ㅎㅎ", "ㅋㅋ 안녕ㅎㅎ"), ("나ㅠㅠ", "나ㅠㅠ")]
    )
    func joinsLetters(text: String, joined: String) {
        #expect(Hangul.joined(text) == joined)
    }

    @Test(
        "One insertion, deletion, replacement or swap is one apart, equal is not",
        arguments: [
            ([1, 2, 3], [1, 2, 3], false), ([1, 2, 3], [1, 3], true), ([1, 3], [1, 2, 3], true),
            ([1, 2, 3], [1, 4, 3], true), ([1, 2, 3], [2, 1, 3], true), ([1, 2, 3], [3, 2, 1], false),
            ([], [1], true), ([], [], false), ([1], [2, 3, 1], false), ([1, 2], [1, 2, 3], true),
        ]
    )
    func oneApart(left: [UInt8], right: [UInt8], isOneApart: Bool) {
        #expect(EditDistance.isOneApart(left, right) == isOneApart)
    }
}
