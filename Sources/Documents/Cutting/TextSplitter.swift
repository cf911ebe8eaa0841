import Retrieval

/// Cuts text that is too long for a passage: at line ends and sentences, then at blanks, then anywhere. Nothing but the
/// white space at the cuts is lost.
struct TextSplitter {
    let maximum: Int

    /// `text` in pieces of at most `maximum` characters; the first has the gap `gap`.
    func pieces(_ text: String, gap: String) -> [TextPiece] {
        let whole = TextPiece(text, gap: gap)
        guard whole.size > maximum else { return [whole] }
        var pieces: [TextPiece] = []
        for sentence in Self.sentences(text, gap: gap) {
            if sentence.size <= maximum {
                pieces.append(sentence)
            } else {
                pieces += words(sentence)
            }
        }
        return pieces
    }

    /// As many words a piece as fit.
    private func words(_ sentence: TextPiece) -> [TextPiece] {
        var pieces: [TextPiece] = []
        for word in Self.words(of: sentence.text, gap: sentence.gap) {
            for part in word.size > maximum ? parts(word) : [word] {
                if let last = pieces.last, last.size + part.gap.scalarCount + part.size <= maximum {
                    pieces[pieces.count - 1].text += part.gap + part.text
                    pieces[pieces.count - 1].size += part.gap.scalarCount + part.size
                } else {
                    pieces.append(part)
                }
            }
        }
        return pieces
    }

    /// A word without an end: marks on a letter stay with it within reason.
    private func parts(_ word: TextPiece) -> [TextPiece] {
        var pieces: [TextPiece] = []
        var part = String.UnicodeScalarView()
        var size = 0
        for scalar in word.text.unicodeScalars {
            let isFree = !scalar.properties.isGraphemeExtend && scalar != "\u{200D}" && part.last != "\u{200D}"
            if size >= maximum || (size >= maximum - 20 && isFree) {
                pieces.append(TextPiece(String(part), gap: pieces.isEmpty ? word.gap : ""))
                part = String.UnicodeScalarView()
                size = 0
            }
            part.append(scalar)
            size += 1
        }
        return pieces + [TextPiece(String(part), gap: pieces.isEmpty ? word.gap : "")]
    }

    private static func sentences(_ text: String, gap: String) -> [TextPiece] {
        pieces(SentenceSplitter.sentences(of: text), of: text, gap: gap)
    }

    private static func words(of text: String, gap: String) -> [TextPiece] {
        let words = text.utf8.split(whereSeparator: \.isWhite).map { Substring($0) }
        return pieces(words, of: text, gap: gap)
    }

    /// `parts` of `text` with what stands between them.
    private static func pieces(_ parts: [Substring], of text: String, gap: String) -> [TextPiece] {
        var pieces: [TextPiece] = []
        var end: String.Index?
        for part in parts {
            pieces.append(TextPiece(String(part), gap: end.map { String(text[$0..<part.startIndex]) } ?? gap))
            end = part.endIndex
        }
        return pieces
    }
}
