/// Triples of neighbouring letters (jamo) of a word, as numbers below ``count``: words that are spelt or inflected a little
/// differently share most of theirs.
enum JamoGrams {
    /// How many different numbers there are; rarely two triples share one.
    static let count = 1 << 16

    /// Appends the grams of a text's words, without particles and endings, to `grams`.
    static func read(
        _ scalars: Span<UInt32>,
        _ runs: Span<TextRun>,
        _ suffixes: KoreanSuffixes,
        into grams: inout [UInt16]
    ) {
        for index in runs.indices {
            let range = runs[index].start..<runs[index].end
            if runs[index].isSyllables {
                let length = suffixes.stemLength(scalars, range)
                append(syllables: scalars, range.lowerBound..<range.lowerBound + length, to: &grams)
            } else {
                append(word: scalars, range, to: &grams)
            }
        }
    }

    /// Appends the grams of a stem in Hangul, or in another script written in syllables.
    @inline(__always)
    static func append(syllables scalars: Span<UInt32>, _ range: Range<Int>, to grams: inout [UInt16]) {
        var window = Window()
        for index in range {
            let scalar = scalars[index]
            guard scalar >= 0xAC00, scalar <= 0xD7A3 else {
                window.push(scalar, to: &grams)
                continue
            }
            let code = scalar - 0xAC00
            window.push(1 + code / 588, to: &grams)
            window.push(20 + code / 28 % 21, to: &grams)
            if code % 28 != 0 { window.push(41 + code % 28, to: &grams) }
        }
        window.finish(&grams)
    }

    /// Appends the grams of a word in letters; of a number only the number.
    static func append(word scalars: Span<UInt32>, _ range: Range<Int>, to grams: inout [UInt16]) {
        var hasDigit = false
        for index in range where scalars[index] &- 0x30 < 10 { hasDigit = true }
        guard !hasDigit else {
            let number = TermHash.word(scalars, range, view: .words)
            grams.append(UInt16(truncatingIfNeeded: number >> 48))
            return
        }
        var window = Window()
        for index in range { window.push(scalars[index], to: &grams) }
        window.finish(&grams)
    }

    /// The last three letters; a word begins with a letter of its own.
    private struct Window {
        private static let start: UInt64 = 0x7F
        private var letters = start
        private var count = 1

        @inline(__always)
        mutating func push(_ letter: UInt32, to grams: inout [UInt16]) {
            letters = (letters << 21 | UInt64(letter)) & (1 << 63 - 1)
            count += 1
            if count >= 3 { grams.append(gram) }
        }

        mutating func finish(_ grams: inout [UInt16]) {
            if count == 2 { grams.append(gram) }
        }

        private var gram: UInt16 { UInt16(truncatingIfNeeded: TermHash.mix(letters) >> 48) }
    }
}
