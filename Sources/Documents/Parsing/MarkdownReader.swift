/// Reads Markdown line by line: headings, paragraphs, items, tables and code (CommonMark with GitHub's tables, as far as
/// documents need it). Marks go, words stay.
struct MarkdownReader {
    private let name: String
    private let limits: DocumentLimits
    private let links: Set<String>
    private var lines: [MarkdownLine]
    private var index = 0
    private var builder = SectionBuilder()
    /// The lines of the paragraph or item that is open.
    private var open: [Substring] = []
    private var kind = Document.Block.Kind.paragraph
    /// Whether indented text belongs to an item rather than being code.
    private var isInList = false

    init(_ lines: ArraySlice<Substring>, name: String, limits: DocumentLimits) {
        self.name = name
        self.limits = limits
        var reader = MarkdownLineReader(lines)
        self.lines = []
        while let line = reader.next() { self.lines.append(line) }
        links = Set(self.lines.lazy.compactMap { MarkdownSyntax.definition($0.text) })
    }

    /// Reads everything; the title is `title` or the first heading of level one.
    mutating func read(title: String) throws(DocumentError) -> (title: String, sections: [Document.Section]) {
        while index < lines.count {
            let line = lines[index]
            index += 1
            if !line.keywords.isEmpty {
                endBlock()
                builder.add(keywords: line.keywords)
            }
            try take(unquoted(line))
        }
        endBlock()
        return builder.finish(title: title)
    }

    private mutating func take(_ line: Substring) throws(DocumentError) {
        if line.isBlank { return endBlock() }
        if let fence = MarkdownLineReader.fence(line) {
            if !line.startsWithSpace { isInList = false }
            return readCode(until: fence)
        }
        if let heading = MarkdownSyntax.heading(line) {
            endBlock()
            isInList = false
            return builder.heading(level: heading.level, plain(heading.text))
        }
        if !open.isEmpty, kind == .paragraph, let level = MarkdownSyntax.underline(line) { return endHeading(level) }
        if MarkdownSyntax.isRule(line) { return endBlock() }
        if open.isEmpty, let row = MarkdownSyntax.row(line), try beginsTable() { return try readTable(header: row) }
        if let item = MarkdownSyntax.item(line) {
            endBlock()
            (kind, isInList) = (.item, true)
            open = [item]
            return
        }
        if open.isEmpty {
            if MarkdownSyntax.definition(line) != nil { return }
            if !isInList, MarkdownSyntax.isIndented(line) { return readIndentedCode(first: line) }
            if !line.startsWithSpace { isInList = false }
        }
        open.append(line)
    }

    // MARK: - Blocks

    private func plain(_ text: String) -> String { MarkdownText.plain(text, links: links) }

    /// The line without marks of quotes.
    private func unquoted(_ line: MarkdownLine) throws(DocumentError) -> Substring {
        var text = line.text
        var depth = 0
        while true {
            let start = text.drop { $0 == " " }
            guard start.first == ">", text.utf8.count - start.utf8.count < 4 || depth > 0 else { return text }
            text = start.dropFirst()
            if text.first == " " { text = text.dropFirst() }
            depth += 1
            guard depth <= limits.nesting else {
                throw DocumentError(
                    .nestedTooDeep,
                    name,
                    line: line.number,
                    "more than \(limits.nesting) quotes inside each other; remove some of the > marks"
                )
            }
        }
    }

    /// Ends the open paragraph or item.
    private mutating func endBlock() {
        defer { (open, kind) = ([], .paragraph) }
        guard !open.isEmpty else { return }
        builder.add(kind, joinedText())
    }

    /// The open lines as one text: a line end is a blank unless two blanks or a backslash stand before it.
    private func joinedText() -> String {
        var text = ""
        for (offset, line) in open.enumerated() {
            var part = line.trimmed
            guard offset < open.count - 1 else {
                text += part
                break
            }
            let isBreak = part.hasSuffix("\\") || line.hasSuffix("  ")
            if part.hasSuffix("\\") { part.removeLast() }
            text += part + (isBreak ? "\n" : " ")
        }
        return plain(text)
    }

    private mutating func endHeading(_ level: Int) {
        let text = joinedText()
        (open, kind, isInList) = ([], .paragraph, false)
        builder.heading(level: level, text)
    }

    private mutating func readCode(until fence: Substring) {
        endBlock()
        var code: [Substring] = []
        while index < lines.count {
            let line = lines[index].text
            index += 1
            if MarkdownLineReader.ends(fence, line) { break }
            code.append(line)
        }
        builder.add(.code, code.joined(separator: "\n"))
    }

    private mutating func readIndentedCode(first: Substring) {
        var code = [MarkdownSyntax.unindented(first)]
        while index < lines.count, lines[index].text.isBlank || MarkdownSyntax.isIndented(lines[index].text) {
            code.append(MarkdownSyntax.unindented(lines[index].text))
            index += 1
        }
        builder.add(.code, code.joined(separator: "\n"))
    }

    // MARK: - Tables

    private func beginsTable() throws(DocumentError) -> Bool {
        guard index < lines.count else { return false }
        return MarkdownSyntax.isTableRule(try unquoted(lines[index]))
    }

    private mutating func readTable(header: [String]) throws(DocumentError) {
        index += 1
        var rows: [[String]] = []
        while index < lines.count, let row = MarkdownSyntax.row(try unquoted(lines[index])) {
            rows.append(row.map(plain))
            index += 1
        }
        for line in TableText.lines(header: header.map(plain), rows: rows) { builder.add(.row, line) }
    }
}
