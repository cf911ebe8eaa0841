/// The text of a line or paragraph of Markdown without its marks: links and pictures keep their words.
struct MarkdownText {
    private let bytes: [UInt8]
    private let links: Set<String>
    private var position = 0
    private var text: [UInt8] = []
    /// Runs of `*`, `_`, `~` that may pair, and brackets that may begin a link, by their places in `text`.
    private var runs: [Run] = []
    private var brackets: [(place: Int, isPicture: Bool)] = []
    /// Marks that turned out to be marks.
    private var removed: [Range<Int>] = []

    private struct Run {
        var mark: UInt8
        var range: Range<Int>

        func pairs(with other: Run) -> Bool {
            mark == other.mark && range.count == other.range.count
        }
    }

    /// How far an end is looked for: longer code, links and tags are text.
    private static let reach = 2_000
    /// How many open runs are tried for a closing one.
    private static let openRuns = 50

    /// `raw` without marks; `links` are the names of the document's link definitions.
    static func plain(_ raw: String, links: Set<String> = []) -> String {
        guard raw.utf8.contains(where: isMark) else { return raw }
        var reader = MarkdownText(bytes: Array(raw.utf8), links: links)
        return reader.read()
    }

    private init(bytes: [UInt8], links: Set<String>) {
        self.bytes = bytes
        self.links = links
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "`"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: "\\"), UInt8(ascii: "!"):
            true
        default: false
        }
    }

    private mutating func read() -> String {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): readEscape()
            case UInt8(ascii: "`"): readCode()
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"): readRun()
            case UInt8(ascii: "["): openBracket(isPicture: false)
            case UInt8(ascii: "!") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "["):
                openBracket(isPicture: true)
            case UInt8(ascii: "]"): closeBracket()
            case UInt8(ascii: "<"): readAngle()
            case UInt8(ascii: "&"): readEntity()
            default: copy()
            }
        }
        return withoutMarks()
    }

    private mutating func copy() {
        text.append(bytes[position])
        position += 1
    }

    private mutating func readEscape() {
        position += 1
        guard position < bytes.count else { return text.append(UInt8(ascii: "\\")) }
        let isPunctuation = (0x21...0x7E).contains(bytes[position]) && !bytes[position].isLetterOrDigit
        if !isPunctuation { text.append(UInt8(ascii: "\\")) }
        copy()
    }

    private mutating func readEntity() {
        guard let (character, next) = HTMLEntity.decode(bytes, at: position, end: bytes.count) else { return copy() }
        text.append(contentsOf: character.utf8)
        position = next
    }

    /// An address in angle brackets keeps the address, a known tag goes, anything else is text.
    private mutating func readAngle() {
        guard let end = endOfAngle() else { return copy() }
        let inner = bytes[position + 1..<end]
        let isEnd = inner.first == UInt8(ascii: "/")
        let name = HTMLTokenizer.tagName(in: bytes, at: isEnd ? position + 1 : position)
        if HTMLTag.known.contains(name) {
            if name == "br" { text.append(UInt8(ascii: "\n")) }
            position = end + 1
            return
        }
        let isAddress = inner.contains(UInt8(ascii: ":")) || inner.contains(UInt8(ascii: "@"))
        guard isAddress, inner.first?.isLetter == true, !inner.contains(where: { $0.isWhite || $0 == 0x22 }) else {
            return copy()
        }
        text += inner
        position = end + 1
    }

    /// The `>` that ends what begins with the `<` at `position`; another `<` before it means that nothing did begin.
    private func endOfAngle() -> Int? {
        var quote: UInt8?
        var index = position + 1
        let limit = min(bytes.count, position + Self.reach)
        while index < limit {
            let byte = bytes[index]
            if byte == UInt8(ascii: "<") { return nil }
            if byte == quote {
                quote = nil
            } else if quote == nil {
                if byte == UInt8(ascii: ">") { return index }
                if byte == 0x22 || byte == 0x27, bytes[index - 1] == UInt8(ascii: "=") { quote = byte }
            }
            index += 1
        }
        return nil
    }

    // MARK: - Code and emphasis

    /// The content of the code that begins at `start`, and where the text goes on; nil when no run of as many marks follows.
    static func endOfCode(_ bytes: [UInt8], at start: Int) -> (content: Range<Int>, next: Int)? {
        let mark = UInt8(ascii: "`")
        var index = start
        while index < bytes.count, bytes[index] == mark { index += 1 }
        let length = index - start
        let content = index
        let limit = min(bytes.count, index + reach)
        while index < limit {
            guard bytes[index] == mark else {
                index += 1
                continue
            }
            let end = index
            while index < bytes.count, bytes[index] == mark { index += 1 }
            if index - end == length { return (content..<end, index) }
        }
        return nil
    }

    private mutating func readCode() {
        guard let (content, next) = Self.endOfCode(bytes, at: position) else {
            while position < bytes.count, bytes[position] == UInt8(ascii: "`") { copy() }
            return
        }
        text += bytes[content]
        position = next
    }

    private mutating func readRun() {
        let mark = bytes[position]
        let start = position
        let before = start > 0 ? bytes[start - 1] : UInt8(ascii: " ")
        let place = text.count
        while position < bytes.count, bytes[position] == mark { copy() }
        let after = position < bytes.count ? bytes[position] : UInt8(ascii: " ")
        // Inside a word `_` is a letter; one `~` stands for "to" in Korean.
        if mark == UInt8(ascii: "_"), Self.isWord(before), Self.isWord(after) { return }
        if mark == UInt8(ascii: "~"), position - start != 2 { return }
        let run = Run(mark: mark, range: place..<text.count)
        if !before.isWhite, let open = runs.suffix(Self.openRuns).lastIndex(where: { $0.pairs(with: run) }) {
            removed += [runs[open].range, run.range]
            runs.removeSubrange(open...)
        } else if !after.isWhite {
            runs.append(run)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || byte >= 0x80 }

    // MARK: - Links

    private mutating func openBracket(isPicture: Bool) {
        brackets.append((text.count, isPicture))
        if isPicture { copy() }
        copy()
    }

    private mutating func closeBracket() {
        guard let open = brackets.popLast() else { return copy() }
        let head = open.place..<open.place + (open.isPicture ? 2 : 1)
        let inner = text[head.upperBound...]
        // Names of notes and links are short; a long one is not worth a copy.
        let label = inner.count <= 1_000 ? String(decoding: inner, as: UTF8.self) : ""
        let next = position + 1
        if !open.isPicture, Self.isNote(inner) {
            text.removeSubrange(open.place...)
            position = next
        } else if next < bytes.count, bytes[next] == UInt8(ascii: "("), let end = endOfTarget(from: next) {
            removed.append(head)
            position = end
        } else if next < bytes.count, bytes[next] == UInt8(ascii: "["), let end = endOfReference(from: next, label) {
            removed.append(head)
            position = end
        } else if links.contains(MarkdownText.linkName(label)) {
            removed.append(head)
            position = next
        } else {
            copy()
        }
    }

    /// `^1` and the like: the number of a footnote.
    private static func isNote(_ label: ArraySlice<UInt8>) -> Bool {
        label.first == UInt8(ascii: "^") && (2...40).contains(label.count)
            && label.dropFirst().allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
    }

    /// Behind the `)` of a link's target: no blank in the address, a title in quotes may follow it.
    private func endOfTarget(from start: Int) -> Int? {
        var depth = 0
        var index = start
        var quote: UInt8?
        let limit = min(bytes.count, start + Self.reach)
        while index < limit {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\\"): index += 1
            case _ where quote != nil: if byte == quote { quote = nil }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): if bytes[index - 1].isWhite { quote = byte }
            case UInt8(ascii: "("):
                depth += 1
                // As CommonMark's own parsers have it.
                guard depth <= 32 else { return nil }
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return index + 1 }
            case _ where byte.isWhite:
                guard index + 1 < limit, [0x20, 0x22, 0x27, 0x29].contains(bytes[index + 1]) else { return nil }
            default: break
            }
            index += 1
        }
        return nil
    }

    private func endOfReference(from start: Int, _ label: String) -> Int? {
        let limit = min(bytes.count, start + 1_000)
        guard let end = bytes[start..<limit].firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let name = String(decoding: bytes[start + 1..<end], as: UTF8.self)
        return links.contains(MarkdownText.linkName(name.isEmpty ? label : name)) ? end + 1 : nil
    }

    /// Names of link definitions are compared without case and blanks around.
    static func linkName(_ label: String) -> String { label.trimmed.lowercased() }

    private func withoutMarks() -> String {
        guard !removed.isEmpty else { return String(decoding: text, as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var index = 0
        for range in removed.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if index < range.lowerBound { plain += text[index..<range.lowerBound] }
            index = max(index, range.upperBound)
        }
        plain += text[index...]
        return String(decoding: plain, as: UTF8.self)
    }
}
