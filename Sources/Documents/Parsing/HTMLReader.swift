/// Reads the visible text of HTML, by headings, paragraphs, items and rows. Nothing is fetched or executed; scripts,
/// styles, navigation and what is hidden is left out.
struct HTMLReader {
    private let name: String
    private let limits: DocumentLimits
    private var tokenizer: HTMLTokenizer
    private var builder = SectionBuilder()
    /// The line being read, entities decoded, white space as it came.
    private var text: [UInt8] = []
    private var kind = Document.Block.Kind.paragraph
    private var headingLevel: Int?
    private var preformattedDepth = 0
    private var table = HTMLTable()
    private var depth = 0
    private var title = ""
    private(set) var language = ""

    init(_ text: String, name: String, limits: DocumentLimits) {
        self.name = name
        self.limits = limits
        tokenizer = HTMLTokenizer(Array(text.utf8))
    }

    /// Reads everything; the title is `title`, or the first heading, or what the page calls itself.
    mutating func read(title given: String) throws(DocumentError) -> (title: String, sections: [Document.Section]) {
        while let token = tokenizer.next() {
            switch token {
            case .text(let range): HTMLText.append(tokenizer.bytes, range, to: &text)
            case .tag(let tag):
                try count(tag)
                if tag.isEnd { end(tag.name) } else { begin(tag) }
            }
        }
        flush()
        for line in table.finish() { builder.add(.row, line) }
        var (title, sections) = builder.finish(title: given)
        if title.isEmpty { title = self.title }
        return (title, sections)
    }

    /// Refuses pages that open elements without end.
    private mutating func count(_ tag: HTMLTag) throws(DocumentError) {
        guard !HTMLTag.void.contains(tag.name), !HTMLTag.impliedEnd.contains(tag.name), !HTMLTag.raw.contains(tag.name)
        else { return }
        depth = max(0, depth + (tag.isEnd ? -1 : 1))
        guard depth <= limits.nesting else {
            let line =
                1
                + tokenizer.bytes[..<tokenizer.position].reduce(into: 0) { count, byte in
                    if byte == UInt8(ascii: "\n") { count += 1 }
                }
            throw DocumentError(
                .nestedTooDeep,
                name,
                line: line,
                "more than \(limits.nesting) elements are open inside each other; close them or simplify the page"
            )
        }
    }

    // MARK: - Tags

    private mutating func begin(_ tag: HTMLTag) {
        if tag.name == "html", let code = tag.attributes["lang"] { language = code }
        if HTMLTag.raw.contains(tag.name) {
            let content = tokenizer.skipRaw(tag.name)
            if tag.name == "title", title.isEmpty {
                title = String(decoding: HTMLText.collapsed(decoded(content)), as: UTF8.self).trimmed
            }
            if !HTMLTag.dropped.contains(tag.name), tag.name != "title", !tag.isHidden {
                text.append(contentsOf: tokenizer.bytes[content])
            }
            return
        }
        if HTMLTag.dropped.contains(tag.name) || tag.isHidden { return skip(tag.name) }
        if HTMLTag.block.contains(tag.name) { flush() }
        switch tag.name {
        case "h1", "h2", "h3", "h4", "h5", "h6": headingLevel = tag.name.utf8.last.map { Int($0 - UInt8(ascii: "0")) }
        case "li", "dt", "dd": kind = .item
        case "pre": preformattedDepth += 1
        case "br": text.append(preformattedDepth > 0 ? 0x0A : Self.lineBreak)
        case "img": appendAlternative(of: tag)
        case "table": table.begin()
        case "tr" where table.isOpen: flush(); table.endRow()
        case "td" where table.isOpen, "th" where table.isOpen:
            flush()
            table.beginCell(isHeader: tag.name == "th")
        default: break
        }
    }

    private mutating func end(_ name: String) {
        if HTMLTag.block.contains(name) { flush() }
        switch name {
        case "h1", "h2", "h3", "h4", "h5", "h6": headingLevel = nil
        case "li", "dd", "ul", "ol", "dl", "p": kind = .paragraph
        case "pre": preformattedDepth = max(0, preformattedDepth - 1)
        case "td", "th", "tr", "thead", "tbody": if table.isOpen { flush() }
        case "table": for line in table.end() { builder.add(.row, line) }
        default: break
        }
    }

    /// Leaves out an element with all that is in it. The end of a hidden paragraph may be missing; of others it may not.
    private mutating func skip(_ name: String) {
        guard !HTMLTag.void.contains(name) else { return }
        var open = 1
        while open > 0 {
            let mark = tokenizer
            guard let token = tokenizer.next() else { return }
            guard case .tag(let tag) = token else { continue }
            if name == "p", !tag.isEnd, HTMLTag.block.contains(tag.name) {
                tokenizer = mark
                break
            }
            if !tag.isEnd, HTMLTag.raw.contains(tag.name) { _ = tokenizer.skipRaw(tag.name) }
            if tag.name == name { open += tag.isEnd ? -1 : 1 }
        }
        if !HTMLTag.impliedEnd.contains(name) { depth = max(0, depth - 1) }
    }

    private mutating func appendAlternative(of tag: HTMLTag) {
        guard let alternative = tag.attributes["alt"], !alternative.isBlank else { return }
        text.append(contentsOf: " \(alternative) ".utf8)
    }

    // MARK: - Text

    /// Stands for a line break until white space is collapsed; no clean text holds it.
    private static let lineBreak: UInt8 = 0x1E

    private func decoded(_ range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        HTMLText.append(tokenizer.bytes, range, to: &text)
        return text
    }

    /// Ends the line and gives it to where it belongs.
    private mutating func flush() {
        defer { text.removeAll(keepingCapacity: true) }
        guard text.contains(where: { !$0.isWhite }) else { return }
        if preformattedDepth > 0, headingLevel == nil, !table.isOpen {
            return builder.add(.code, String(decoding: text, as: UTF8.self))
        }
        let line = text.split(separator: Self.lineBreak)
            .map { String(decoding: HTMLText.collapsed(Array($0)), as: UTF8.self).trimmed }
            .filter { !$0.isEmpty }.joined(separator: "\n")
        if table.isOpen {
            table.append(line.replacing("\n", with: " "))
        } else if let headingLevel {
            builder.heading(level: headingLevel, line)
        } else {
            builder.add(kind, line)
        }
    }
}
