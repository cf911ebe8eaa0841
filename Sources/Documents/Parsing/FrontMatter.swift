/// The fields at the head of a Markdown file, between two lines of `---`: `key: value`, `key: [a, b]`, or `key:` with
/// a list of `- a` below.
struct FrontMatter {
    private var key: String?
    private var list: [String] = []
    private var listLine = 0

    /// Reads the front matter of `lines` into `reader` and returns the index of the first line behind it.
    static func read(_ lines: [Substring], into reader: inout FieldReader) throws(DocumentError) -> Int {
        guard let first = lines.first, first.trimmed == "---" else { return 0 }
        guard let end = lines.dropFirst().firstIndex(where: { $0.trimmed == "---" || $0.trimmed == "..." }) else {
            // A rule above a text is no front matter.
            guard lines.count > 1, Self.pair(lines[1]) != nil else { return 0 }
            throw DocumentError(
                .badField,
                reader.name,
                line: 1,
                "the front matter has no end; close it with a line of ---"
            )
        }
        var matter = FrontMatter()
        for index in 1..<end {
            try matter.take(lines[index], line: index + 1, into: &reader)
        }
        try matter.endList(into: &reader)
        return end + 1
    }

    private mutating func take(_ text: Substring, line: Int, into reader: inout FieldReader) throws(DocumentError) {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { return }
        if trimmed.hasPrefix("- ") || trimmed == "-" {
            if key != nil { list.append(Self.unquoted(String(trimmed.dropFirst()).trimmed)) }
            return
        }
        // What is indented belongs to a key of another program, e.g. a map.
        if text.first == " " || text.first == "\t" { return }
        try endList(into: &reader)
        guard let pair = Self.pair(text) else {
            throw DocumentError(
                .badField,
                reader.name,
                line: line,
                "a line of the front matter is no `key: value`; correct or remove it"
            )
        }
        guard FieldReader.names.contains(pair.key) else { return }
        if pair.value.isEmpty {
            (key, list, listLine) = (pair.key, [], line)
        } else if pair.value.hasPrefix("["), pair.value.hasSuffix("]") {
            (key, list, listLine) = (pair.key, Self.flowList(pair.value), line)
            try endList(into: &reader)
        } else if pair.value == ">" || pair.value == "|" {
            throw DocumentError(.badField, reader.name, line: line, "\(pair.key) has to stand on one line")
        } else {
            try reader.take(pair.key, Self.unquoted(pair.value), line: line)
        }
    }

    /// Gives the list that was collected to the field it belongs to.
    private mutating func endList(into reader: inout FieldReader) throws(DocumentError) {
        defer { (key, list) = (nil, []) }
        guard let key, !list.isEmpty else { return }
        if key == "keywords" {
            try reader.take(keywords: list, line: listLine)
        } else {
            try reader.take(key, list.joined(separator: ", "), line: listLine)
        }
    }

    private static func pair(_ text: Substring) -> (key: String, value: String)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let key = text[..<colon]
        guard !key.isEmpty, key.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == 0x5F || $0 == 0x2D }) else { return nil }
        let rest = text[text.index(after: colon)...]
        guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
        return (String(key), rest.trimmed)
    }

    private static func flowList(_ value: String) -> [String] {
        var items: [String] = []
        var item = ""
        var quote: Character?
        for character in value.dropFirst().dropLast() {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'", item.trimmed.isEmpty {
                quote = character
            } else if quote == nil, character == "," {
                items.append(item.trimmed)
                item = ""
            } else {
                item.append(character)
            }
        }
        return items + [item.trimmed]
    }

    private static func unquoted(_ value: String) -> String {
        guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'" else {
            // A comment behind a value, as YAML has it.
            guard let hash = value.firstRange(of: " #") else { return value }
            return value[..<hash.lowerBound].trimmed
        }
        guard value.last == quote else { return value }
        let inner = String(value.dropFirst().dropLast())
        return quote == "\"" ? inner.replacing("\\\"", with: "\"") : inner.replacing("''", with: "'")
    }
}
