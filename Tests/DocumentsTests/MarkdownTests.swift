import Documents
import Testing

@Suite struct MarkdownTests {
    @Test func `front matter gives the fields`() throws {
        let document = try parsed(
            """
            ---
            id: fares.ko
            title: "일일권: 요금과 시간"
            language: ko
            kind: fare
            topic: 요금
            source: 서울시설공단
            source_url: https://www.bikeseoul.com/
            as_of: 2026-11
            district: 마포구
            layout: page
            other:
              nested: value
            keywords:
              - 하루권
              - '돈'
            ---
            일일권은 1시간 1,000원이다.
            """
        )
        #expect(
            document.fields
                == DocumentFields(
                    id: "fares.ko",
                    title: "일일권: 요금과 시간",
                    kind: "fare",
                    topic: "요금",
                    language: "ko",
                    district: "마포구",
                    date: "2026-11-01",
                    source: "서울시설공단",
                    sourceURL: "https://www.bikeseoul.com/",
                    keywords: ["하루권", "돈"]
                )
        )
        #expect(texts(document) == ["일일권은 1시간 1,000원이다."])
    }

    @Test(arguments: [
        ("---\nid: a b\n---\ntext", 2), ("---\nid: a\nsource_url: javascript:alert(1)\n---\ntext", 3),
        ("---\nas_of: soon\n---\ntext", 2), ("---\nas_of: 2026-02-30\n---\ntext", 2), ("---\nid: a\ntext", 1),
        ("---\nid: a\nnonsense\n---\ntext", 3), ("---\nkind: Two Words\n---\ntext", 2),
        ("---\nlanguage: korean language\n---\ntext", 2), ("---\nsource_url: //evil.example\n---\ntext", 2),
    ])
    func `a field that cannot be read names its line`(text: String, line: Int) throws {
        let error = try refused(Array(text.utf8), name: "docs/a.md")
        #expect(error.code == .badField)
        #expect(error.line == line)
        #expect("\(error)".hasPrefix("docs/a.md:\(line): "))
    }

    @Test func `keywords may stand in brackets, id, title and language may be missing`() throws {
        let document = try parsed("---\nkeywords: [환불, \"돈, 취소\"]\n---\n# 환불\n\n안내", name: "pay/환불 안내.md")
        #expect(document.fields.keywords == ["환불", "돈, 취소"])
        #expect(document.fields.id == "pay-환불-안내")
        #expect(document.fields.title == "환불")
        #expect(document.fields.language == "ko")
        #expect(document.sections.map(\.path) == [[]])
        let english = try parsed("How to return a bike at a station.", name: "b.md")
        #expect(english.fields.language == "en")
    }

    @Test func `headings make paths`() throws {
        let document = try parsed("# 안내\n\n처음\n\n## 대여\n\n하나\n\n### QR\n\n둘\n\n반납\n---\n\n셋\n\n## 빈 제목\n\n## 끝 ##\n넷")
        #expect(document.fields.title == "안내")
        #expect(document.sections.map(\.path) == [[], ["대여"], ["대여", "QR"], ["반납"], ["빈 제목"], ["끝"]])
        #expect(texts(document) == ["처음", "하나", "둘", "셋", "빈 제목", "넷"])
    }

    @Test(arguments: [
        ("**따릉이**는 *빠르고* __좋다__ ~~아님~~", "따릉이는 빠르고 좋다 아님"),
        ("[앱](https://a.kr/x_(y) \"제목\")에서 ![그림](a.png) `코드 *그대로*`", "앱에서 그림 코드 *그대로*"),
        ("snake_case_name 2 * 3 * 4 10~20분", "snake_case_name 2 * 3 * 4 10~20분"),
        ("\\*별\\* &amp; &#8361;1,000 &unknown; <이름> a < b", "*별* & ₩1,000 &unknown; <이름> a < b"),
        ("<https://a.kr/?b=1> <a href=\"x\" onclick=\"evil()\">글</a><br>다음", "https://a.kr/?b=1 글\n다음"),
        ("각주[^1]와 [참조][x] [y] [남음]", "각주와 참조 y [남음]"), ("[[[[깊은](a)", "[[[깊은"),
        ("****", ""), ("a ** b", "a ** b"), ("한 줄\n이어서  \n다음\\\n끝", "한 줄 이어서\n다음\n끝"),
    ])
    func `marks go and words stay`(markdown: String, plain: String) throws {
        let document = try parsed("앞\n\n\(markdown)\n\n[x]: https://a.kr\n[Y]: <b> \"제목\"")
        #expect(texts(document).dropFirst().joined(separator: "|") == plain)
    }

    @Test func `lists, tasks, quotes and code keep their text`() throws {
        let document = try parsed(
            """
            1. 앱을 **연다**
            2. QR을 찍는다
               이어진 줄
            - [x] 끝
              * 안쪽

                들여쓴 문단
            > > 인용 *문장*

            ```swift
            let a = "**그대로**" // <script>
            ```

                indented  code
            """
        )
        let blocks = document.sections.flatMap(\.blocks)
        #expect(
            blocks.map(\.text) == [
                "1. 앱을 연다", "2. QR을 찍는다 이어진 줄", "끝", "안쪽", "들여쓴 문단 인용 문장",
                "let a = \"**그대로**\" // <script>", "indented  code",
            ]
        )
        #expect(blocks.map(\.kind) == [.item, .item, .item, .item, .paragraph, .code, .code])
    }

    @Test func `tables become lines that can be read alone`() throws {
        let two = try parsed("| 이용권 | 요금 |\n|---|--:|\n| **1일권** | 1,000원 |\n| a \\| b | `x|y` |")
        #expect(texts(two) == ["이용권: 요금", "1일권: 1,000원", "a | b: x|y"])
        let three = try parsed("이용권 | 1시간 | 2시간\n--- | --- | ---\n1일권 | 1,000원 | 2,000원\n7일권 | | 4,000원")
        #expect(texts(three) == ["이용권: 1일권, 1시간: 1,000원, 2시간: 2,000원", "이용권: 7일권, 2시간: 4,000원"])
    }

    @Test func `scripts and comments are no text, words for the search are found in comments`() throws {
        let document = try parsed(
            """
            ## 환불
            <!-- keywords: 돈 돌려받기, 취소 -->
            앞 <script>alert("1")
            alert(2)</script> 뒤 <!-- 숨은
            말 --> 끝 `<script>` 그리고 <script> 열린 채
            """
        )
        #expect(texts(document) == ["앞 뒤 끝 <script> 그리고 열린 채"].map { $0 } || texts(document).count == 1)
        let text = texts(document).joined()
        #expect(!text.contains("alert") && !text.contains("숨은") && text.contains("열린 채"))
        #expect(document.sections.map(\.keywords) == [["돈 돌려받기", "취소"]])
    }

    @Test func `quotes without end are refused`() throws {
        let error = try refused(Array(("a\n\n" + String(repeating: ">", count: 5_000) + " b").utf8))
        #expect(error.code == .nestedTooDeep)
        #expect(error.line == 3)
    }
}
