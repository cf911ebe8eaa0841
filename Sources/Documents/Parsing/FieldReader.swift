/// Takes the named values of front matter or JSON into fields, checking each.
struct FieldReader {
    var fields: DocumentFields
    let name: String
    let limits: DocumentLimits

    /// Names that are understood; others are left alone, since folders written for other programs have their own.
    static let names: Set<String> = [
        "id", "_id", "title", "language", "lang", "kind", "topic", "source", "source_url", "url", "as_of", "date",
        "district", "keywords",
    ]

    /// Takes the value of `key`; an empty one leaves what was there.
    mutating func take(_ key: String, _ value: String, line: Int) throws(DocumentError) {
        let value = value.trimmed
        guard !value.isEmpty else { return }
        guard value.utf8.count <= limits.fieldBytes else {
            throw DocumentError(
                .tooLarge,
                name,
                line: line,
                "\(key) has \(value.utf8.count) bytes, at most \(limits.fieldBytes) are allowed; shorten it"
            )
        }
        guard !value.utf8.contains(UInt8(ascii: "\n")) else { throw bad(key, line, "one line") }
        switch key {
        case "id", "_id": fields.id = try DocumentID.checked(value, name: name, line: line, limits: limits)
        case "title": fields.title = value
        case "language", "lang": fields.language = try language(value, key, line)
        case "kind": fields.kind = try kind(value, line)
        case "topic": fields.topic = value
        case "source": fields.source = value
        case "source_url", "url": fields.sourceURL = try url(value, key, line)
        case "as_of", "date": fields.date = try date(value, key, line)
        case "district": fields.district = value
        case "keywords": try take(keywords: value.split(separator: ",").map(String.init), line: line)
        default: break
        }
    }

    /// Takes the list of keywords.
    mutating func take(keywords: [String], line: Int) throws(DocumentError) {
        let keywords = keywords.map(\.trimmed).filter { !$0.isEmpty }
        guard keywords.count <= limits.keywords, keywords.allSatisfy({ $0.utf8.count <= limits.fieldBytes }) else {
            throw DocumentError(
                .tooLarge,
                name,
                line: line,
                "more than \(limits.keywords) keywords, or one of more than \(limits.fieldBytes) bytes; shorten the list"
            )
        }
        fields.keywords = keywords
    }

    private func language(_ value: String, _ key: String, _ line: Int) throws(DocumentError) -> String {
        let parts = value.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isTag = parts.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy(\.isLetterOrDigit) }
        guard isTag, let first = parts.first, (2...3).contains(first.count), value.utf8.count <= 35 else {
            throw bad(key, line, "a language like ko or en")
        }
        return value
    }

    private func kind(_ value: String, _ line: Int) throws(DocumentError) -> String {
        let isWord = value.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0.isDigit || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: "-")
        }
        guard isWord, value.utf8.count <= 32 else { throw bad("kind", line, "a word like guide, rule or fare") }
        return value
    }

    /// Only addresses that a page can link to without harm.
    private func url(_ value: String, _ key: String, _ line: Int) throws(DocumentError) -> String {
        let lower = value.lowercased()
        let isSafe =
            lower.hasPrefix("https://") || lower.hasPrefix("http://")
            || (value.hasPrefix("/") && !value.hasPrefix("//"))
        guard isSafe, !value.unicodeScalars.contains(where: { $0.isBlank || "<>\"\\".unicodeScalars.contains($0) })
        else {
            throw bad(key, line, "an address that begins with https://, http:// or /")
        }
        return value
    }

    private func date(_ value: String, _ key: String, _ line: Int) throws(DocumentError) -> String {
        guard let day = DocumentDay.day(value) else { throw bad(key, line, "a day like 2026-11-22") }
        return day
    }

    private func bad(_ key: String, _ line: Int, _ wanted: String) -> DocumentError {
        DocumentError(.badField, name, line: line, "\(key) has to be \(wanted)")
    }
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    var isLetterOrDigit: Bool { isLetter || isDigit }
    var isSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    /// White space of ASCII.
    var isWhite: Bool { isSpace || (0x0A...0x0D).contains(self) }
}
