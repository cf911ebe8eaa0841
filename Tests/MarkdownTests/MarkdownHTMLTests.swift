import Markdown
import Testing

@Suite struct MarkdownHTMLTests {
    @Test(arguments: [
        ("안녕 *세상*", "<p>안녕 <em>세상</em></p>\n"),
        ("**굵게** `a<b`", "<p><strong>굵게</strong> <code>a&lt;b</code></p>\n"),
        ("# 제목", "<h3>제목</h3>\n"), ("###### 제목", "<h6>제목</h6>\n"),
        ("- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\"><li>a</li>\n<li>b</li>\n</ol>\n"),
        ("> 인용", "<blockquote><p>인용</p>\n</blockquote>\n"),
        ("```html\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("a\\\nb", "<p>a<br>\nb</p>\n"), ("---", "<hr>\n"), ("", ""),
    ]) func `what is allowed is rendered`(source: String, html: String) {
        #expect(MarkdownHTML.render(source) == html)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<iframe src=//x></iframe>",
        "<!-- --> <?php ?>", "<svg/onload=alert(1)>", "<style>*{}</style>",
    ]) func `raw HTML does not reach the page`(source: String) {
        let html = MarkdownHTML.render(source)
        #expect(!html.contains("<s") && !html.contains("<i") && !html.contains("<!") && !html.contains("<?"))
    }

    @Test(arguments: [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)", "[x](vbscript:x)",
        "[x](//evil.example)", "[x](/\\evil.example)", "[x](<java\tscript:alert(1)>)", "![x](javascript:alert(1))",
        "[x](&#106;avascript:alert(1))", "<javascript:alert(1)>", "[x](file:///etc/passwd)", "[x](foo)",
    ]) func `a link elsewhere is left as text`(source: String) {
        #expect(!MarkdownHTML.render(source).contains("href"))
    }

    @Test func `links are marked and images become links`() {
        let relation = #"rel="nofollow ugc noopener noreferrer""#
        let link = MarkdownHTML.render("[역](https://example.org/?a=1&b=\"2\")")
        #expect(link == "<p><a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\" \(relation)>역</a></p>\n")
        let image = MarkdownHTML.render("[![사진](https://a.example/i.png)](/x)")
        #expect(image == "<p><a href=\"/x\" \(relation)>사진</a></p>\n")
    }

    @Test(arguments: ["[", "*", ">", "`", "![", "- ", "<", "[a](", "**a ", "_a *"])
    func `deeply nested and hostile texts are rendered`(piece: String) {
        let html = MarkdownHTML.render(String(repeating: piece, count: 5000))
        #expect(!html.contains("<script"))
    }
}
