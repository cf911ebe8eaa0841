/// What a single line of Markdown is.
enum MarkdownSyntax {
    /// `## Heading ##`.
    static func heading(_ line: Substring) -> (level: Int, text: String)? {
        let start = line.drop { $0 == " " }
        guard start.first == "#", line.utf8.count - start.utf8.count < 4 else { return nil }
        let marks = start.prefix { $0 == "#" }
        let rest = start.dropFirst(marks.count)
        guard marks.count <= 6, rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
        var text = rest.trimmed
        let tail = text.reversed().prefix { $0 == "#" }.count
        if tail > 0, tail == text.count || text.dropLast(tail).last == " " { text = text.dropLast(tail).trimmed }
        return (marks.count, text)
    }

    /// The level of the heading that a line of `===` or `---` makes of the lines above it.
    static func underline(_ line: Substring) -> Int? {
        let marks = line.trimmed
        guard let mark = marks.first, mark == "=" || mark == "-", marks.allSatisfy({ $0 == mark }) else { return nil }
        return mark == "=" ? 1 : marks.count > 1 ? 2 : nil
    }

    /// `---`, `* * *`, `___`.
    static func isRule(_ line: Substring) -> Bool {
        var count = 0
        var mark: UInt8?
        for byte in line.utf8 where !byte.isSpace {
            guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_"),
                mark == nil || mark == byte
            else { return false }
            mark = byte
            count += 1
        }
        return count >= 3
    }

    /// The text of a list item; numbers stay, since the order of steps is content, bullets and boxes go.
    static func item(_ line: Substring) -> Substring? {
        let start = line.drop { $0 == " " || $0 == "\t" }
        guard let first = start.utf8.first else { return nil }
        if first.isDigit {
            let digits = start.utf8.prefix(while: \.isDigit).count
            let rest = start.utf8.dropFirst(digits)
            guard digits < 10, let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"),
                let blank = rest.dropFirst().first, blank.isSpace
            else { return nil }
            return start
        }
        guard first == UInt8(ascii: "-") || first == UInt8(ascii: "*") || first == UInt8(ascii: "+"),
            let blank = start.utf8.dropFirst().first, blank.isSpace
        else { return nil }
        let text = start.dropFirst().drop { $0 == " " || $0 == "\t" }
        let isTask = ["[ ] ", "[x] ", "[X] "].contains { text.hasPrefix($0) }
        return isTask ? text.dropFirst(4) : text
    }

    /// The name that `[name]: address` defines; notes like `[^1]: text` are no definitions.
    static func definition(_ line: Substring) -> String? {
        let start = line.drop { $0 == " " }
        guard start.utf8.first == UInt8(ascii: "["), let end = start.firstRange(of: "]:") else { return nil }
        let label = start[..<end.lowerBound].dropFirst()
        let target = start[end.upperBound...].trimmed
        guard !label.isBlank, label.first != "^", label.utf8.count < 1_000, !target.isEmpty else { return nil }
        // An address, perhaps with a title in quotes; other text is text.
        let rest = target.split(separator: " ", maxSplits: 1).dropFirst().first?.trimmed
        guard rest == nil || ["\"", "'", "("].contains(where: { rest?.hasPrefix($0) == true }) else { return nil }
        return MarkdownText.linkName(String(label))
    }

    static func isIndented(_ line: Substring) -> Bool { line.hasPrefix("    ") || line.hasPrefix("\t") }

    static func unindented(_ line: Substring) -> Substring {
        line.hasPrefix("\t") ? line.dropFirst() : line.hasPrefix("    ") ? line.dropFirst(4) : Substring(line.trimmed)
    }

    // MARK: - Tables

    /// `| --- | :-: |`.
    static func isTableRule(_ line: Substring) -> Bool {
        let text = line.trimmed
        return text.utf8.contains(UInt8(ascii: "-")) && text.utf8.contains(UInt8(ascii: "|"))
            && text.utf8.allSatisfy { $0.isSpace || "|-:".utf8.contains($0) }
    }

    /// The cells of `| a | b |`; nil for a line without bars. Bars in code and behind a backslash are text.
    static func row(_ line: Substring) -> [String]? {
        guard line.utf8.contains(UInt8(ascii: "|")) else { return nil }
        let bytes = Array(line.trimmed.utf8)
        var cells: [String] = []
        var cell: [UInt8] = []
        var index = bytes.first == UInt8(ascii: "|") ? 1 : 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "|") {
                cell.append(UInt8(ascii: "|"))
                index += 2
            } else if bytes[index] == UInt8(ascii: "`"), let end = MarkdownText.endOfCode(bytes, at: index)?.next {
                cell += bytes[index..<end]
                index = end
            } else if bytes[index] == UInt8(ascii: "|") {
                cells.append(String(decoding: cell, as: UTF8.self).trimmed)
                cell = []
                index += 1
            } else {
                cell.append(bytes[index])
                index += 1
            }
        }
        if !cell.allSatisfy(\.isSpace) { cells.append(String(decoding: cell, as: UTF8.self).trimmed) }
        return cells
    }
}

extension Substring {
    var startsWithSpace: Bool { first == " " || first == "\t" }
}
