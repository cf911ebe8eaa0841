/// Hangul syllables taken apart into their letters, as a keyboard writes them.
package enum Hangul {
    /// Whether a character is a Hangul syllable or a single letter of one.
    package static func isHangul(_ scalar: Unicode.Scalar) -> Bool {
        (0xAC00...0xD7A3).contains(scalar.value) || (0x3131...0x3163).contains(scalar.value)
            || (0x1100...0x11FF).contains(scalar.value)
    }

    /// Whether a text holds any.
    package static func contains(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: isHangul)
    }

    static func isSyllable(_ scalar: Unicode.Scalar) -> Bool { (0xAC00...0xD7A3).contains(scalar.value) }

    /// Whether a text holds nothing but syllables.
    static func isSyllables(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy(isSyllable)
    }

    /// `text` with letters that were typed apart joined to syllables, as far as one reading is natural: 대여ㄱㅏ 안되ㄴ다 → 대여가 안된다.
    ///
    /// Letters without a vowel stay what they are: ㅋㅋ, ㅠㅠ.
    package static func joined(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard scalars.contains(where: { (0x3131...0x3163).contains($0.value) }) else { return text }
        var result = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            let (scalar, next) = (scalars[position], position + 1 < scalars.count ? scalars[position + 1] : nil)
            if let lead = leads[scalar], let vowel = next.flatMap(vowelNumber),
                let syllable = Unicode.Scalar(UInt32(0xAC00 + lead * 588 + vowel * 28))
            {
                result.append(syllable)
                position += 2
            } else if let last = result.last, isSyllable(last), (last.value - 0xAC00) % 28 == 0,
                let tail = finals[scalar],
                next.map(isSyllable) ?? false, let syllable = Unicode.Scalar(last.value + tail)
            {
                result.removeLast()
                result.append(syllable)
                position += 1
            } else {
                result.append(scalar)
                position += 1
            }
        }
        return String(result)
    }

    private static func vowelNumber(_ scalar: Unicode.Scalar) -> Int? {
        (0x314F...0x3163).contains(scalar.value) ? Int(scalar.value) - 0x314F : nil
    }

    private static let leads: [Unicode.Scalar: Int] = Dictionary(
        uniqueKeysWithValues: "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".unicodeScalars.enumerated().map { ($1, $0) }
    )
    private static let finals: [Unicode.Scalar: UInt32] = Dictionary(
        uniqueKeysWithValues: "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ".unicodeScalars.enumerated()
            .map { ($1, UInt32($0 + 1)) }
    )

    /// Places of a syllable's leading consonant, vowel and final consonant in their tables; nil for anything else.
    package static func parts(of scalar: Unicode.Scalar) -> (lead: Int, vowel: Int, tail: Int)? {
        guard (0xAC00...0xD7A3).contains(scalar.value) else { return nil }
        let index = Int(scalar.value) - 0xAC00
        return (index / 588, index % 588 / 28, index % 28)
    }

    /// The keystrokes that write `text`, one number each; blanks and punctuation are left out.
    ///
    /// Combined vowels and finals count as the two letters they are typed as, so one slip of a finger is one difference.
    package static func keystrokes(_ text: String) -> [UInt8] {
        var keys: [UInt8] = []
        for scalar in text.lowercased().unicodeScalars {
            if let parts = parts(of: scalar) {
                keys.append(UInt8(parts.lead))
                keys += vowels[parts.vowel]
                keys += tails[parts.tail]
            } else if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                keys.append(128 + UInt8(scalar.value))
            } else if scalar.properties.isAlphabetic {
                keys.append(100 + UInt8(scalar.value % 28))
            }
        }
        return keys
    }

    /// Vowels by their order in Unicode, numbered from 30; a combined one is the two it is typed as.
    private static let vowels: [[UInt8]] = [
        [30], [31], [32], [33], [34], [35], [36], [37], [38], [38, 30], [38, 31], [38, 50], [42], [43], [43, 34],
        [43, 35], [43, 50], [47], [48], [48, 50], [50],
    ]

    /// Final consonants by their order in Unicode, as the leading consonants they are typed with.
    private static let tails: [[UInt8]] = [
        [], [0], [1], [0, 9], [2], [2, 12], [2, 18], [3], [5], [5, 0], [5, 6], [5, 7], [5, 9], [5, 16], [5, 17],
        [5, 18], [6], [7], [7, 9], [9], [10], [11], [12], [14], [15], [16], [17], [18],
    ]
}
