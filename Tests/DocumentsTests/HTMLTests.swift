import Documents
import Testing

@Suite struct HTMLTests {
    @Test func `the visible text is kept by headings, paragraphs, items and rows`() throws {
        let document = try parsed(
            """
            <!DOCTYPE html><html lang="ko"><head><title>따릉이 &amp; 안내</title><style>p{}</style></head><body>
            <nav><a href=/>메뉴</a></nav>
            <h2>대여</h2><p>앱을   열고<br>QR을 <b>찍는다</b>.<p>둘째 문단
            <ul><li>하나<li>둘 &lt;b&gt; &#x20A9;</ul>
            <table><tr><th>이용권<th>요금</tr><tr><td>1일권<td><p>1,000원</p></table>
            <pre>  그대로
              들여</pre><img src=x alt="지도 그림" onerror="evil()">
            <h3>반납</h3>끝
            """,
            .html,
            name: "a.html"
        )
        #expect(document.fields.title == "따릉이 & 안내")
        #expect(document.fields.language == "ko")
        #expect(document.sections.map(\.path) == [["대여"], ["대여", "반납"]])
        #expect(
            texts(document) == [
                "앱을 열고\nQR을 찍는다.", "둘째 문단", "하나", "둘 <b> ₩", "이용권: 요금", "1일권: 1,000원",
                "  그대로\n  들여", "지도 그림", "끝",
            ]
        )
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<SCRIPT src=x>a</SCRIPT >", "<style>b</style>", "<p hidden>c", "<!-- d -->",
        "<div style='display : none'><div>e</div>f</div>", "<span aria-hidden=true>g</span>",
        "<svg><text>h</text></svg>",
        "<template><p>i</p></template>", "<noscript>j</noscript>", "<iframe>k</iframe>", "<![CDATA[l]]>", "<?php m ?>",
        "<select><option>n</select>", "<nav><nav>o</nav>p</nav>", "<div hidden><script></div></script>q</div>",
    ])
    func `what is not seen is no text`(html: String) throws {
        let document = try parsed("<p>앞</p>\(html)<p>뒤</p>", .html)
        #expect(texts(document) == ["앞", "뒤"])
    }

    @Test(arguments: [
        ("a < b && c > d", "a < b && c > d"), ("<p>열린 <b>채", "열린 채"), ("글<", "글<"), ("글<!", "글"),
        ("글 <p", "글"), ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&#0;&#x202E;&#xD800;&#99999999999;x", "\u{FFFD}\u{FFFD}\u{FFFD}&#99999999999;x"),
        ("</p></div>글</table></td>", "글"), ("<a title='>'>글</a>", "글"), ("<td>칸", "칸"),
    ])
    func `broken pages give their text`(html: String, text: String) throws {
        #expect(texts(try parsed(html, .html)).joined(separator: "|") == text)
    }

    @Test func `elements inside elements without end are refused with their line`() throws {
        let error = try refused(Array(("<p>a\n" + String(repeating: "<div>", count: 100_000)).utf8), .html)
        #expect(error.code == .nestedTooDeep)
        #expect(error.line == 2)
        let wide = String(repeating: "<p>a<li>b", count: 20_000)
        #expect(texts(try parsed(wide, .html)).count == 40_000)
    }
}
