import Retrieval
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("Ｓｅｏｕｌ　ＢＩＫＥ", "seoul bike"), ("㎞", "km"), ("따릉이", "따릉이"), ("\u{1112}\u{1161}\u{11AB}글", "한글"), ("ﬁne", "fine"),
        ("보\u{200B}험", "보험"), ("①번", "1번"), ("ÀÉ", "àé"), ("", ""),
    ])
    func `texts that read the same become the same`(text: String, normalised: String) {
        #expect(TextNormaliser.text(of: text) == normalised)
    }

    @Test func `commas that group thousands are left out, others separate`() {
        #expect(
            runs("1,000원과 12,345,678 그리고 1,2 또는 1,0000") == [
                "1000", "원과", "12345678", "그리고", "1", "2", "또는", "1", "0000",
            ]
        )
    }

    @Test(arguments: [
        ("대여소에서는", "대여소"), ("자전거를", "자전거"), ("반납했습니다", "반납"), ("이용하려면", "이용"), ("고장이었으며", "고장"), ("서울", "서울"),
        ("나는", "나는"), ("환불되나요", "환불"), ("학교까지의", "학교"), ("안전하게", "안전"), ("입니다", "입니"),
    ])
    func `particles and endings are stripped, two syllables stay`(word: String, stem: String) {
        #expect(KoreanSuffixes.standard.stem(of: word) == stem)
    }

    @Test func `blanks do not matter to pairs`() {
        #expect(pairs("여의도 대여소 반납") == pairs("여의도대여소반납"))
        #expect(pairs("자전거를 빌리는 방법") == pairs("자전거를빌리는방법"))
    }

    @Test func `words of other scripts and numbers stay whole`() {
        #expect(Set(pairs("QR코드")).isSuperset(of: pairs("qr")))
        #expect(Set(pairs("12월")).isDisjoint(with: pairs("2월")))
        #expect(pairs("Seoul") == pairs("SEOUL"))
    }

    @Test func `a syllable alone is a term`() {
        #expect(pairs("값").count == 1)
        #expect(terms("값은").contains { terms("값").contains($0) })
    }

    @Test func `misspelt words share most of their grams`() {
        let (right, wrong, other) = (grams("브레이크"), grams("브레이끄"), grams("보험금"))
        #expect(right.intersection(wrong).count * 2 >= wrong.count)
        #expect(right.isDisjoint(with: other))
    }

    @Test func `text of any kind is read without trouble`() {
        for text in [
            "\u{0}\u{1}\u{7F}", "😀🚲", String(repeating: "가", count: 100_000), "\u{FFFD}\u{D7FF}", "مرحبا 日本語 カタカナ",
        ] {
            var analyzer = TextAnalyzer(wantsGrams: true)
            analyzer.append(text)
            #expect(analyzer.pairs.count <= analyzer.terms.count)
        }
        #expect(!pairs("日本語 カタカナ").isEmpty)
        #expect(!pairs("مرحبا").isEmpty)
    }

    private func runs(_ text: String) -> [String] {
        QueryWords(text).texts
    }

    private func terms(_ text: String) -> [UInt64] {
        var analyzer = TextAnalyzer()
        analyzer.append(text)
        return analyzer.terms
    }

    private func pairs(_ text: String) -> [UInt64] {
        var analyzer = TextAnalyzer()
        analyzer.append(text)
        return analyzer.pairs
    }

    private func grams(_ text: String) -> Set<UInt16> {
        var analyzer = TextAnalyzer(wantsGrams: true)
        analyzer.append(text)
        return Set(analyzer.grams)
    }
}
