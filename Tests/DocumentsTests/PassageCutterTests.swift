import Documents
import Retrieval
import Testing

@Suite struct PassageCutterTests {
    @Test func `a section is a passage with its path and the document's fields`() throws {
        let document = try parsed(
            "---\nid: d\ntitle: 안내\nkind: rule\nas_of: 2026-11-01\nkeywords: [말]\n---\n## 대여\n\n\(Self.prose(30))\n\n"
                + "### 앱\n<!-- keywords: 큐알 -->\n\(Self.prose(20))"
        )
        let passages = PassageCutter().passages(of: document)
        #expect(passages.map(\.id) == ["d#1", "d#2"])
        #expect(passages.map(\.heading) == ["대여", "대여 > 앱"])
        #expect(passages.map(\.keywords) == ["말", "말\n큐알"])
        #expect(passages.map(\.kind) == ["rule", "rule"])
        #expect(passages.map(\.date) == ["2026-11-01", "2026-11-01"])
        #expect(passages.map(\.title) == ["안내", "안내"])
    }

    @Test func `long sections are cut evenly at sentences`() throws {
        let document = try parsed("## 긴 절\n\n" + Self.prose(300))
        let passages = PassageCutter().passages(of: document)
        let sizes = passages.map(\.text.unicodeScalars.count)
        #expect(sizes.allSatisfy { $0 <= 700 })
        #expect(sizes.allSatisfy { $0 >= 350 })
        #expect(passages.allSatisfy { $0.text.hasSuffix("다.") })
        expectNothingLost(document, passages.map(\.text))
        #expect(passages.allSatisfy { $0.heading == "긴 절" })
    }

    @Test func `full stops of numbers and quotes do not cut wrongly`() throws {
        let sentence = "1. 요금은 3.5배이고 “끝이다.” 라고 했다. "
        let document = try parsed("가 " + String(repeating: sentence, count: 60))
        for passage in PassageCutter().passages(of: document) { #expect(passage.text.hasSuffix("다.")) }
    }

    @Test func `tiny neighbours under one heading go together with their headings`() throws {
        let document = try parsed(
            "# 질문\n\n## 대여\n\n### 언제?\n\n언제나.\n\n### 어디서?\n\n어디서나.\n\n### 길게?\n\n\(Self.prose(40))\n\n## 반납\n\n짧다."
        )
        let passages = PassageCutter().passages(of: document)
        #expect(passages.map(\.heading) == ["대여", "대여 > 길게?", "반납"])
        #expect(passages[0].text == "언제?\n\n언제나.\n\n어디서?\n\n어디서나.")
    }

    @Test func `items and rows stand on lines, paragraphs apart`() throws {
        let document = try parsed("처음\n\n- 하나\n- 둘\n\n| a | b |\n|---|---|\n| c | d |\n\n끝")
        #expect(PassageCutter().passages(of: document).map(\.text) == ["처음\n\n하나\n둘\n\na: b\nc: d\n\n끝"])
    }

    @Test(arguments: ["가", "a\u{301}", "👩‍👩‍👧", "\u{301}"])
    func `text without a blank is cut all the same`(letter: String) throws {
        let document = try parsed("x" + String(repeating: letter, count: 5_000), .text)
        let passages = PassageCutter().passages(of: document)
        #expect(passages.count > 7)
        let longest = passages.map(\.text.unicodeScalars.count).max() ?? 0
        #expect(longest <= 700)
        expectNothingLost(document, passages.map(\.text))
    }

    /// `words` words in sentences of eight.
    static func prose(_ words: Int) -> String {
        (1...words).map { $0 % 8 == 0 || $0 == words ? "빌린다." : "자전거\($0)를" }.joined(separator: " ")
    }
}
