/// What a character is to the tokeniser.
enum ScalarKind: UInt8 {
    case blank
    /// Hangul, Han and kana: one character is about a syllable, so pairs of them are looked up.
    case syllable
    /// Letters and digits of other scripts: they are looked up as whole words.
    case letter
    /// Punctuation and signs.
    case other

    /// The kind of a normalised character.
    @inline(__always)
    init(_ scalar: UInt32) {
        if scalar >= 0xAC00, scalar <= 0xD7A3 {
            self = .syllable
        } else if scalar < 0x80 {
            self = Self.ofASCII(scalar)
        } else {
            self = Self.ofOthers(scalar)
        }
    }

    @inline(__always)
    private static func ofASCII(_ scalar: UInt32) -> ScalarKind {
        if scalar <= 0x20 || scalar == 0x7F { return .blank }
        if scalar &- 0x61 < 26 || scalar &- 0x30 < 10 || scalar &- 0x41 < 26 { return .letter }
        return .other
    }

    @inline(never)
    private static func ofOthers(_ scalar: UInt32) -> ScalarKind {
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x323AF, 0x3041...0x3096, 0x30A1...0x30FA, 0x30FC: .syllable
        // Jamo that stand alone, as in ㅋㅋ or ㄱㄱ.
        case 0x3131...0x318E, 0x1100...0x11FF: .syllable
        case 0x80...0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: .blank
        case 0x2010...0x2BFF, 0x3001...0x303F, 0xFE00...0xFE0F: .other
        default: ofProperties(scalar)
        }
    }

    private static func ofProperties(_ scalar: UInt32) -> ScalarKind {
        guard let scalar = Unicode.Scalar(scalar) else { return .other }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .nonspacingMark, .spacingMark:
            return .letter
        default: return .other
        }
    }
}
