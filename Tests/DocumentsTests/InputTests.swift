import Documents
import Foundation
import Testing

@Suite struct InputTests {
    @Test func `bytes that are no UTF-8 are refused with their line`() throws {
        let error = try refused(Array("하나\n둘\n".utf8) + [0xB5, 0xFB, 0xB8] + Array("\n".utf8), .text, name: "x.txt")
        #expect(error.code == .brokenText)
        #expect("\(error)".hasPrefix("x.txt:3: the bytes are not UTF-8; save"))
    }

    @Test(arguments: [0x00, 0x01, 0x1B, 0x7F] as [UInt8])
    func `control characters are refused with their line`(byte: UInt8) throws {
        let error = try refused(Array("하나\r\n둘".utf8) + [byte], .text)
        #expect(error.code == .controlCharacter)
        #expect(error.line == 2)
    }

    @Test func `line ends become one, Hangul is composed, invisible marks go`() throws {
        let text = "\u{FEFF}\u{1103}\u{1161}\u{1105}\u{1173}\u{11BC}이\r\n\u{202E}둘\u{200B}\rA\u{E0041}"
        #expect(texts(try parsed(text, .text)) == ["다릉이\n둘\nA"])
    }

    @Test func `documents beyond the limit are refused`() throws {
        let parser = DocumentParser(limits: DocumentLimits(documentBytes: 100))
        let failures = parser.parse(input(String(repeating: "a", count: 101), "big.txt", .text)).failures
        #expect((failures.first?.error as? DocumentError)?.code == .tooLarge)
        let lines = parser.parse(
            input(
                "{\"id\":\"a\",\"text\":\"\(String(repeating: "b", count: 100))\"}\n{\"id\":\"c\",\"text\":\"d\"}",
                "l.jsonl",
                .jsonLines
            )
        )
        #expect((lines.failures.first?.error as? DocumentError)?.line == 1)
        #expect(lines.documents.map(\.fields.id) == ["c"])
    }

    @Test func `nothing to read is an error`() throws {
        for format in [DocumentFormat.markdown, .html, .text, .jsonLines] {
            #expect(try refused(Array(" \n ".utf8), format).code == .empty)
        }
        #expect(try refused(Array("---\nid: a\n---\n".utf8)).code == .empty)
        #expect(try refused([], .json).code == .badJSON)
    }

    @Test func `a document a line, a bad line does not hold up the others`() throws {
        let lines = """
            {"id": "insurance", "title": "보험 안내", "text": "보험안내\\n1. 종합보험\\n\\n둘째", "as_of": "2019-2020", "note": "x"}
            {"_id": 7, "text": "# 제목\\n글", "format": "markdown", "url": "https://a.kr/7", "date": "2026-01-02T23:00:00+09:00"}

            {"id": "broken", "text": "a
            {"id": "nul", "text": "a\\u0000b"}
            {"title": "no id", "text": "a"}
            {"id": "no-text", "text": ["a"], "deep": [[[{"a": [1, null, true]}]]]}
            {"id": "link", "text": "a", "url": "javascript:alert(1)"}
            {"id": "kw", "text": "a", "keywords": ["b", "c"], "language": "en", "kind": "rule"}
            """
        let parsed = DocumentParser().parse(input(lines, "docs.jsonl", .jsonLines))
        #expect(parsed.documents.map(\.fields.id) == ["insurance", "7", "kw"])
        #expect(parsed.documents[0].fields.date == nil)
        #expect(texts(parsed.documents[0]) == ["보험안내\n1. 종합보험", "둘째"])
        #expect(parsed.documents[1].fields.title == "제목")
        #expect(parsed.documents[1].fields.date == "2026-01-02")
        #expect(parsed.documents[2].fields.keywords == ["b", "c"])
        let lineNumbers = parsed.failures.compactMap { ($0.error as? DocumentError)?.line }
        #expect(lineNumbers == [4, 5, 6, 7, 8])
    }

    @Test func `a request holds one document or a list`() throws {
        let one = DocumentParser().parse(input("{\"id\":\"a\",\n\"text\":\"글\"}", "request", .json))
        #expect(one.documents.map(\.fields.title) == ["a"])
        let list =
            "{\"documents\":[{\"id\":\"a\",\"text\":\"글\"},{\"id\":\"b\"},{\"id\":\"c\",\"text\":\"<b>글</b>\",\"format\":\"html\"}]}"
        let two = DocumentParser().parse(input(list, "request", .json))
        #expect(two.documents.map(\.fields.id) == ["a", "c"])
        #expect(two.failures.map(\.name) == ["b"])
        let deep = String(repeating: "[", count: 100_000)
        #expect(try refused(Array("{\"x\":\(deep)".utf8), .json).code == .badJSON)
    }

    @Test func `formats are known by name and type`() {
        #expect(DocumentFormat(fileName: "A.MD") == .markdown)
        #expect(DocumentFormat(fileName: "b.htm") == .html)
        #expect(DocumentFormat(fileName: "md") == nil)
        #expect(DocumentFormat(fileName: "c.pdf") == nil)
        #expect(DocumentFormat(contentType: "text/markdown; charset=utf-8") == .markdown)
        #expect(DocumentFormat(contentType: "application/x-ndjson") == .jsonLines)
        #expect(DocumentFormat(contentType: "image/png") == nil)
    }
}
