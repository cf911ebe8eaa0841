import Core

/// A sentence of a model with the sources it gives.
struct CitedSentence: Equatable {
    /// One `[n|"words"]`.
    struct Source: Equatable {
        let number: Int
        let quote: String
    }

    var text: String
    var sources: [Source]

    /// Cuts what has come so far into whole sentences, each up to and with its sources; the rest stays in `buffer`.
    ///
    /// A sentence is whole once something else follows its sources, or at the end.
    static func take(from buffer: inout String, isEnd: Bool) -> [CitedSentence] {
        var sentences: [CitedSentence] = []
        while let (sentence, rest) = next(in: buffer, isEnd: isEnd) {
            buffer = rest
            if !sentence.text.isEmpty || !sentence.sources.isEmpty { sentences.append(sentence) }
        }
        return sentences
    }

    private static func next(in text: String, isEnd: Bool) -> (CitedSentence, rest: String)? {
        guard !text.isEmpty else { return nil }
        var sentence = CitedSentence(text: "", sources: [])
        var position = text.startIndex
        while position < text.endIndex {
            if text[position] == "[", let (source, end) = source(in: text, at: position) {
                guard let source, let end else { return isEnd ? (CitedSentence(text: "", sources: []), "") : nil }
                sentence.sources.append(source)
                position = end
                continue
            }
            // Text behind the sources begins the next sentence.
            if !sentence.sources.isEmpty, !isFiller(text[position]) {
                return (sentence.trimmed, String(text[position...]))
            }
            if sentence.sources.isEmpty { sentence.text.append(text[position]) }
            position = text.index(after: position)
        }
        return isEnd ? (sentence.trimmed, "") : nil
    }

    private static func isFiller(_ character: Character) -> Bool {
        character.isWhitespace || ".,;!?。".contains(character)
    }

    private var trimmed: CitedSentence {
        CitedSentence(text: text.trimmingASCIISpaces(), sources: sources)
    }

    /// The source that begins at `[`; nil where it is no source, a nil pair where it has not ended yet.
    private static func source(in text: String, at start: String.Index) -> (Source?, String.Index?)? {
        var position = text.index(after: start)
        var digits = ""
        while position < text.endIndex, text[position].isASCII, text[position].isNumber, digits.count < 4 {
            digits.append(text[position])
            position = text.index(after: position)
        }
        guard position < text.endIndex else { return (nil, nil) }
        guard let number = Int(digits) else { return nil }
        if text[position] == "]" { return (Source(number: number, quote: ""), text.index(after: position)) }
        guard text[position] == "|" else { return nil }
        let rest = text[text.index(after: position)...]
        // The words may hold brackets: the source ends at a quotation mark before one.
        if let end = rest.firstRange(of: "\"]") ?? rest.firstRange(of: "”]") {
            let quote = rest[..<end.lowerBound].drop { $0 == "\"" || $0 == "“" || $0 == " " }
            return (Source(number: number, quote: String(quote)), end.upperBound)
        }
        guard rest.count > 400, let end = rest.firstIndex(of: "]") else { return (nil, nil) }
        return (Source(number: number, quote: String(rest[..<end])), rest.index(after: end))
    }
}
