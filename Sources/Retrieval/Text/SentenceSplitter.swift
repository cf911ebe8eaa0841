/// Cuts a text into sentences, word for word: joined again they are the text but for the blanks between them.
package enum SentenceSplitter {
    /// The sentences of `text` in order. Lines end sentences; the full stops of numbers, of abbreviations like `Mr.` and
    /// inside brackets do not.
    package static func sentences(of text: String) -> [Substring] {
        var sentences: [Substring] = []
        let view = text.unicodeScalars
        var start = view.startIndex
        var position = start
        while position < view.endIndex {
            let scalar = view[position]
            let next = view.index(after: position)
            if scalar == "\n" || scalar == "\r" {
                append(view[start..<position], to: &sentences)
                start = next
                position = next
            } else if isMark(scalar), let end = sentenceEnd(at: position, in: view, since: start) {
                append(view[start..<end], to: &sentences)
                start = end
                position = end
            } else {
                position = next
            }
        }
        append(view[start...], to: &sentences)
        return sentences
    }

    private typealias Scalars = String.UnicodeScalarView

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "!", "?", "…", "。", "！", "？": true
        default: false
        }
    }

    /// Where the sentence ends when the mark at `position` ends one: behind repeated marks and closing quotes.
    private static func sentenceEnd(at position: Scalars.Index, in view: Scalars, since start: Scalars.Index)
        -> Scalars.Index?
    {
        var end = view.index(after: position)
        while end < view.endIndex, isMark(view[end]) || isClosing(view[end]) { end = view.index(after: end) }
        let isIdeographic = view[position].value > 0x2026
        guard isIdeographic || end == view.endIndex || view[end].properties.isWhitespace else { return nil }
        if view[position] == ".", isAbbreviation(before: position, in: view, since: start) { return nil }
        return end
    }

    private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", ")", "]", "”", "’", "」", "』", "》", "〉": true
        default: false
        }
    }

    /// Whether the full stop belongs to a numbering like `1.` that begins the sentence or to a word of one Latin letter or a title.
    private static func isAbbreviation(before stop: Scalars.Index, in view: Scalars, since start: Scalars.Index) -> Bool
    {
        var first = stop
        while first > start {
            let previous = view.index(before: first)
            guard !view[previous].properties.isWhitespace else { break }
            first = previous
        }
        let word = view[first..<stop]
        let isFirstWord = view[start..<first].allSatisfy(\.properties.isWhitespace)
        if isFirstWord, !word.isEmpty, word.allSatisfy({ ("0"..."9").contains($0) }), word.count <= 3 { return true }
        return abbreviations.contains(String(word).lowercased())
    }

    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "no", "vs", "etc", "e.g", "i.e", "st", "a", "b", "c", "d", "e",
    ]

    private static func append(_ scalars: Substring.UnicodeScalarView, to sentences: inout [Substring]) {
        var scalars = scalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        if !scalars.isEmpty { sentences.append(Substring(scalars)) }
    }
}
