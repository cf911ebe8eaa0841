/// A line of Markdown without comments and scripts.
struct MarkdownLine {
    var text: Substring
    /// In the file, from 1.
    var number: Int
    /// From a comment like `<!-- keywords: 환불, 취소 -->` or, for whole questions, `<!-- asks: 돈 돌려줘요? | 괜히 샀어요 -->`.
    var keywords: [String] = []
}

/// Takes comments and elements like `<script>` out of Markdown, but not out of code.
struct MarkdownLineReader {
    private let lines: ArraySlice<Substring>
    private var index: Int
    private var fence: Substring?
    /// What ends the part that is left out.
    private var skipped: (end: String, content: String)?
    /// Ends that are known to come no more, so that nobody looks for them again.
    private var missing: Set<String> = []

    init(_ lines: ArraySlice<Substring>) {
        self.lines = lines
        index = lines.startIndex
    }

    mutating func next() -> MarkdownLine? {
        guard index < lines.endIndex else { return nil }
        defer { index += 1 }
        let text = lines[index]
        var line = MarkdownLine(text: text, number: index + 1)
        if skipped == nil {
            if let fence {
                if Self.ends(fence, text) { self.fence = nil }
                return line
            }
            fence = Self.fence(text)
            guard fence == nil, text.utf8.contains(UInt8(ascii: "<")) else { return line }
        }
        line.text = cleaned(Array(text.utf8), &line)
        return line
    }

    /// The run of marks that opens a block of code.
    static func fence(_ line: Substring) -> Substring? {
        let start = line.drop { $0 == " " || $0 == "\t" }
        guard let mark = start.first, mark == "`" || mark == "~" else { return nil }
        let run = start.prefix { $0 == mark }
        guard run.count >= 3, mark == "~" || !start.dropFirst(run.count).contains("`") else { return nil }
        return run
    }

    /// Whether `line` closes the block of code that `fence` opened.
    static func ends(_ fence: Substring, _ line: Substring) -> Bool {
        let run = line.trimmed
        return run.count >= fence.count && run.allSatisfy { $0 == fence.first }
    }

    private mutating func cleaned(_ bytes: [UInt8], _ line: inout MarkdownLine) -> Substring {
        var kept: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if let skipped {
                guard let end = Self.find(skipped.end, in: bytes, from: position) else {
                    self.skipped?.content += String(decoding: bytes[position...], as: UTF8.self) + "\n"
                    break
                }
                let content = skipped.content + String(decoding: bytes[position..<end], as: UTF8.self)
                if skipped.end == "-->" { line.keywords += Self.keywords(content) }
                position = end + skipped.end.utf8.count
                if skipped.end != "-->" {
                    while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
                    position += 1
                }
                self.skipped = nil
            } else if bytes[position] == UInt8(ascii: "`") {
                let end = MarkdownText.endOfCode(bytes, at: position)?.next ?? position + 1
                kept += bytes[position..<end]
                position = end
            } else if bytes[position] == UInt8(ascii: "<"), let (end, next) = skippedPart(bytes, at: position) {
                skipped = (end, "")
                position = next
            } else {
                kept.append(bytes[position])
                position += 1
            }
        }
        return Substring(String(decoding: kept, as: UTF8.self))
    }

    /// What ends the part that begins at `position`; nil when nothing begins there or it has no end.
    private mutating func skippedPart(_ bytes: [UInt8], at position: Int) -> (end: String, next: Int)? {
        var end = "-->"
        var next = position + 4
        if Self.find("<!--", in: bytes, from: position, within: 4) == nil {
            let name = HTMLTokenizer.tagName(in: bytes, at: position)
            guard HTMLTag.dropped.contains(name) else { return nil }
            end = "</\(name)"
            next = position + 1 + name.utf8.count
        }
        guard !missing.contains(end) else { return nil }
        if Self.find(end, in: bytes, from: min(next, bytes.count)) != nil { return (end, next) }
        let comesLater = lines[(index + 1)...].contains { Self.find(end, in: Array($0.utf8), from: 0) != nil }
        if !comesLater { missing.insert(end) }
        return comesLater ? (end, next) : nil
    }

    /// Comments that hold what riders call a section, with what parts the entries.
    private static let keywordLists: [(name: String, separator: Character)] = [("keywords:", ","), ("asks:", "|")]

    private static func keywords(_ comment: String) -> [String] {
        let comment = comment.trimmed
        let lowercase = comment.lowercased()
        guard let list = keywordLists.first(where: { lowercase.hasPrefix($0.name) }) else { return [] }
        return comment.dropFirst(list.name.count).split { $0 == list.separator || $0 == "\n" }.map(\.trimmed)
            .filter { !$0.isEmpty }
    }

    /// The offset of `lowercase` in `bytes`, letters in either case.
    private static func find(_ lowercase: String, in bytes: [UInt8], from: Int, within: Int = .max) -> Int? {
        let wanted = Array(lowercase.utf8)
        guard bytes.count - from >= wanted.count else { return nil }
        let last = within < wanted.count + 1 ? from : bytes.count - wanted.count
        var offset = from
        while offset <= last {
            var length = 0
            while length < wanted.count {
                let byte = bytes[offset + length]
                guard (byte.isLetter ? byte | 0x20 : byte) == wanted[length] else { break }
                length += 1
            }
            if length == wanted.count { return offset }
            offset += 1
        }
        return nil
    }
}
