import Documents
import Retrieval
import Testing

/// The same numbers every time (Steele et al., SplitMix64).
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite(.timeLimit(.minutes(5))) struct FuzzTests {
    private static let parts = [
        "---\n", "id: a\n", "# ", "## ", "\n", "\n\n", "따릉이를 ", "빌린다. ", "bike ", "*", "**", "_", "`", "```\n", "[",
        "](",
        ")", "]", "![", "<", ">", "</", "<div>", "</div>", "<p>", "<script>", "</script>", "<!--", "-->", "<table>",
        "<td>",
        "<tr>", "</table>", "<li>", "<h2>", "</h2>", "<pre>", "</pre>", "<p hidden>", "<title>", "&amp;", "&#x", ";",
        "&", "|",
        "|---|---|\n", "- ", "1. ", "> ", "    ", "\t", "\\", "~~", "{\"id\":\"a\",\"text\":\"", "\"}", "\"", ":", ",",
        "[^1]",
        "[x]: y\n", "===\n", "\u{1112}\u{1161}", "👩‍👩‍👧", "e\u{301}", "\r", "'", "=", "/", "!", "?", "style=display:none",
        "  \n",
        "<![CDATA[", "<!-- keywords: a -->", "https://a.kr",
    ]

    @Test func `no mix of marks crashes or loses text on the way to passages`() {
        var numbers = Numbers(state: 4)
        let cutter = PassageCutter(sizes: PassageSizes(tiny: 20, wanted: 40, maximum: 60))
        for _ in 0..<4_000 {
            let count = Int.random(in: 1...60, using: &numbers)
            var text = ""
            for _ in 0..<count { text += Self.parts.randomElement(using: &numbers) ?? "" }
            for format in DocumentFormat.allCases { check(Array(text.utf8), format, cutter) }
        }
    }

    @Test func `no bytes crash`() {
        var numbers = Numbers(state: 5)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...200, using: &numbers)
            var bytes = Array("---\nid: a\n---\n# 제목 <b>굵게</b> **별**\n| a | b |\n|---|---|\n".utf8)
            for _ in 0..<count {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                if Bool.random(using: &numbers) {
                    bytes[place] = UInt8.random(in: 0...255, using: &numbers)
                } else {
                    bytes.insert(UInt8.random(in: 0x20...0x7E, using: &numbers), at: place)
                }
            }
            for format in DocumentFormat.allCases { check(bytes, format, PassageCutter()) }
        }
    }

    @Test(arguments: [
        "[", "![", "](", "*", "*a ", "**a *b ", "`", "` ``", "<", "<a ", "<a '", "&", "&#", "> ", "<!--", "<script>",
        "</p>",
        "<b>", "|", "#", "- ", "1. ", "[a]: b\n", "[^", "a\u{301}", "\u{301}", "<table>", "<td>", "\\", "~~a", "```\n",
        "<p hidden>", "\n    ",
    ])
    func `a mark over and over takes linear time`(part: String) {
        let text = String(repeating: part, count: 50_000 / part.utf8.count)
        for format in [DocumentFormat.markdown, .html, .text] { check(Array(text.utf8), format, PassageCutter()) }
    }

    private func check(_ bytes: [UInt8], _ format: DocumentFormat, _ cutter: PassageCutter) {
        for document in DocumentParser().parse(DocumentInput(bytes, format: format, name: "f")).documents {
            let passages = cutter.passages(of: document)
            let isLong = passages.contains { $0.text.unicodeScalars.count > cutter.sizes.maximum }
            #expect(!isLong)
            expectNothingLost(document, passages.map(\.text))
        }
    }
}

/// Every character of the blocks, in order, is in the passages once; headings of merged sections come on top.
func expectNothingLost(_ document: Document, _ passages: [String]) {
    var rest = passages.joined(separator: "\n").unicodeScalars.filter { !$0.properties.isWhitespace }[...]
    let headings = Set(document.sections.compactMap(\.path.last).map(letters))
    for block in document.sections.flatMap(\.blocks) {
        let wanted = letters(block.text)
        if !rest.starts(with: wanted), let heading = headings.first(where: { rest.starts(with: $0 + wanted) }) {
            rest = rest.dropFirst(heading.count)
        }
        guard rest.starts(with: wanted) else {
            Issue.record("lost: \(block.text.prefix(80))")
            return
        }
        rest = rest.dropFirst(wanted.count)
    }
    #expect(rest.isEmpty)
}

private func letters(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { !$0.properties.isWhitespace }
}
