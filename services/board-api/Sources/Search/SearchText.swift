/// How texts are compared in a search: lower case, Hangul as whole syllables, full-width letters as ASCII, white space as the
/// only border.
package enum SearchText {
    /// The words of `text`.
    package static func words(_ text: String) -> [[Unicode.Scalar]] {
        var words: [[Unicode.Scalar]] = []
        var word: [Unicode.Scalar] = []
        for scalar in composed(lowered(text)) {
            if isBlank(scalar) {
                if !word.isEmpty { words.append(word) }
                word = []
            } else {
                word.append(scalar)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// Unicode's white space, without a look into its tables for each character.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// `word` of a question without the punctuation around it. Texts keep theirs: a word is found inside another.
    package static func withoutMarks(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard let first = word.firstIndex(where: { !isMark($0) }), let last = word.lastIndex(where: { !isMark($0) })
        else { return [] }
        return Array(word[first...last])
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: scalar == "~"
        }
    }

    /// Each pair of neighbouring characters within a word, once, as a number; ascending.
    package static func pairs(_ words: [[Unicode.Scalar]]) -> [Int64] {
        var pairs: Set<Int64> = []
        for word in words {
            for (left, right) in zip(word, word.dropFirst()) {
                // A scalar has 21 bits.
                pairs.insert(Int64(left.value) << 21 | Int64(right.value))
            }
        }
        return pairs.sorted()
    }

    /// What a post is found by.
    package static func pairs(of content: PostContent) -> [Int64] {
        pairs(words(content.title) + words(content.body))
    }

    /// What a comment is found by.
    package static func pairs(of body: String) -> [Int64] {
        pairs(words(body))
    }

    /// Whether each of `wanted` is part of one of `words`.
    package static func contains(_ words: [[Unicode.Scalar]], all wanted: [[Unicode.Scalar]]) -> Bool {
        wanted.allSatisfy { part in words.contains { isPart(part, of: $0) } }
    }

    private static func isPart(_ part: [Unicode.Scalar], of word: [Unicode.Scalar]) -> Bool {
        guard let first = part.first, part.count <= word.count else { return false }
        for start in 0...(word.count - part.count) where word[start] == first {
            if word[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }

    /// The full-width forms of ASCII, and how far they are from it. An index of before folds them, too: see
    /// ``BoardSchema``.
    static let fullWidth: ClosedRange<UInt32> = 0xFF01...0xFF5E
    static let fullWidthOffset: UInt32 = 0xFEE0

    /// `text` in lower case. Hangul has none, and ASCII's is a bit: only other letters are looked up.
    private static func lowered(_ text: String) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            let value = fullWidth.contains(scalar.value) ? scalar.value - fullWidthOffset : scalar.value
            switch value {
            case 0x41...0x5A: result.append(Unicode.Scalar(UInt8(value) | 0x20))
            case 0..<0x80: result.append(Unicode.Scalar(UInt8(value)))
            case 0x1100...0x11FF, 0x3000...0x318F, 0xAC00...0xD7A3: result.append(scalar)
            default: result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return result
    }

    /// Conjoining jamo, as some systems write Hangul, put together into syllables (The Unicode Standard, 3.12).
    private static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: { (0x1161...0x11C2).contains($0.value) }) else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            guard (0x1161...0x11C2).contains(scalar.value), let last = result.last?.value,
                let syllable = syllable(last, scalar.value)
            else {
                result.append(scalar)
                continue
            }
            result[result.count - 1] = syllable
        }
        return result
    }

    private static func syllable(_ last: UInt32, _ next: UInt32) -> Unicode.Scalar? {
        if (0x1100...0x1112).contains(last), (0x1161...0x1175).contains(next) {
            return Unicode.Scalar(0xAC00 + ((last - 0x1100) * 21 + (next - 0x1161)) * 28)
        }
        let isOpen = (0xAC00...0xD7A3).contains(last) && (last - 0xAC00) % 28 == 0
        guard isOpen, (0x11A8...0x11C2).contains(next) else { return nil }
        return Unicode.Scalar(last + (next - 0x11A7))
    }
}
