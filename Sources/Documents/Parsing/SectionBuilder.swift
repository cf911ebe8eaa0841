/// Puts headings and blocks together to sections, in the order in which a reader meets them.
struct SectionBuilder {
    /// A heading that is longer is a paragraph in disguise.
    static let headingLimit = 200

    private var path: [(level: Int, text: String)] = []
    private var section = Document.Section()
    private var sections: [Document.Section] = []
    private var firstHeading: (level: Int, text: String)?

    /// Begins the section of a heading of `level` 1…6.
    mutating func heading(level: Int, _ text: String) {
        let text = text.split(whereSeparator: \.isNewline).map(\.trimmed).joined(separator: " ").trimmed
        guard !text.isEmpty else { return }
        guard text.scalarCount <= Self.headingLimit else { return add(.paragraph, text) }
        endSection(nextLevel: level)
        if firstHeading == nil, sections.isEmpty { firstHeading = (level, text) }
        while let last = path.last, last.level >= level { path.removeLast() }
        path.append((level, text))
        section.path = path.map(\.text)
    }

    /// Adds text to the section.
    mutating func add(_ kind: Document.Block.Kind, _ text: String) {
        let text = kind == .code ? text.trimmingBlankLines : text.trimmed
        guard !text.isEmpty else { return }
        section.blocks.append(Document.Block(kind, text))
    }

    /// Adds words that riders use for what the section says.
    mutating func add(keywords: [String]) {
        section.keywords += keywords
    }

    /// The title, `title` where it is given, and the sections; a first heading that is the title stands in no path.
    consuming func finish(title: String) -> (title: String, sections: [Document.Section]) {
        endSection(nextLevel: 0)
        guard let first = firstHeading, title.isEmpty ? first.level == 1 : first.text == title else {
            return (title, sections)
        }
        // Only the run of sections below that heading: a later one may have the same text.
        for index in sections.indices {
            guard sections[index].path.first == first.text || sections[index].path.isEmpty else { break }
            sections[index].path = Array(sections[index].path.dropFirst())
        }
        return (first.text, sections)
    }

    /// Closes the section; one without text is kept for its heading's sake when nothing stands below the heading.
    private mutating func endSection(nextLevel: Int) {
        defer { section = Document.Section() }
        if section.blocks.isEmpty {
            guard let own = path.last, !section.path.isEmpty, nextLevel <= own.level else { return }
            section.blocks = [Document.Block(.paragraph, own.text)]
        }
        sections.append(section)
    }
}

extension String {
    /// The text without empty lines before and behind it; blanks at the beginning of its first line stay.
    var trimmingBlankLines: String {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { !$0.isBlank }), let last = lines.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return lines[first...last].joined(separator: "\n")
    }
}
