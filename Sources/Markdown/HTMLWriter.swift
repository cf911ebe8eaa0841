/// Writes the allowed elements, with every text and attribute escaped.
struct HTMLWriter {
    private var bytes: [UInt8] = []
    /// Whether each link that is open was written as one.
    private var openLinks: [Bool] = []
    /// What tells search engines and the browser that the link is a reader's, not ours.
    private static let linkRelation = "nofollow ugc noopener noreferrer"

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    var html: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ event: MarkdownEvent) {
        switch event.element {
        case .paragraph(let isTight): if !isTight { block("p", event) }
        // The page has one h1, the title of the post its h2.
        case .heading(let level): block("h\(min(6, level + 2))", event)
        case .quote: block("blockquote", event)
        case .list: block("ul", event)
        case .orderedList(let start): orderedList(start, event)
        case .item: block("li", event)
        case .codeBlock(let text): codeBlock(text)
        case .rule: append("<hr>\n")
        case .text(let text): appendEscaped(text)
        case .softBreak: append("\n")
        case .lineBreak: append("<br>\n")
        case .code(let text): inlineCode(text)
        case .emphasis: inline("em", event)
        case .strong: inline("strong", event)
        case .link(let destination): link(destination, event)
        }
    }

    private mutating func block(_ name: String, _ event: MarkdownEvent) {
        append(event.isEntering ? "<\(name)>" : "</\(name)>\n")
    }

    private mutating func inline(_ name: String, _ event: MarkdownEvent) {
        append(event.isEntering ? "<\(name)>" : "</\(name)>")
    }

    private mutating func orderedList(_ start: Int, _ event: MarkdownEvent) {
        guard event.isEntering, start != 1 else { return block("ol", event) }
        append("<ol start=\"\(start)\">")
    }

    private mutating func codeBlock(_ text: String) {
        append("<pre><code>")
        appendEscaped(text)
        append("</code></pre>\n")
    }

    private mutating func inlineCode(_ text: String) {
        append("<code>")
        appendEscaped(text)
        append("</code>")
    }

    private mutating func link(_ destination: String, _ event: MarkdownEvent) {
        guard event.isEntering else {
            if openLinks.popLast() == true { append("</a>") }
            return
        }
        // No link inside a link, as an image in one would be.
        let isShown = !openLinks.contains(true) && LinkDestination.isAllowed(destination)
        openLinks.append(isShown)
        guard isShown else { return }
        append("<a href=\"")
        appendEscaped(destination)
        append("\" rel=\"\(Self.linkRelation)\">")
    }

    private mutating func append(_ markup: String) {
        bytes.append(contentsOf: markup.utf8)
    }

    private mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            case UInt8(ascii: "\""): append("&quot;")
            case UInt8(ascii: "'"): append("&#39;")
            default: bytes.append(byte)
            }
        }
    }
}
