/// A start or end tag of HTML.
struct HTMLTag {
    var name: String
    var isEnd = false
    var attributes: [String: String] = [:]

    /// Whether readers of the page do not see what stands inside.
    var isHidden: Bool {
        if attributes["hidden"] != nil || attributes["aria-hidden"]?.lowercased() == "true" { return true }
        guard let style = attributes["style"] else { return false }
        let plain = String(style.lowercased().filter { !$0.isWhitespace })
        return plain.contains("display:none") || plain.contains("visibility:hidden")
    }

    /// Elements without content.
    static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]
    /// Elements whose content is no markup: it ends at their end tag and nowhere else.
    static let raw: Set<String> = [
        "script", "style", "textarea", "title", "noscript", "iframe", "noembed", "noframes", "xmp",
    ]
    /// Elements that hold no text of the document.
    static let dropped: Set<String> = [
        "script", "style", "noscript", "iframe", "noembed", "noframes", "template", "object", "embed", "svg", "math",
        "canvas", "audio", "video", "select", "datalist", "textarea", "nav", "dialog",
    ]
    /// Elements that end when the next of their kind begins, so many may stand open in good pages.
    static let impliedEnd: Set<String> = ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"]
    /// Elements that begin a line of their own.
    static let block: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main", "ol", "p",
        "pre", "section", "summary", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6",
    ]
    /// Elements inside a line.
    static let inline: Set<String> = [
        "a", "abbr", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
        "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "tbody", "td", "tfoot", "th", "thead", "tr", "head", "option", "noscript", "meter",
        "progress", "output", "picture", "map", "colgroup", "slot",
    ]
    /// What Markdown may hold beside its own marks; other words in angle brackets are text.
    static let known = block.union(inline).union(void).union(raw).union(dropped)
}
