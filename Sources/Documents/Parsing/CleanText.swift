/// Makes text of bytes: valid UTF-8, line feeds only, composed Hangul, nothing invisible.
struct CleanText {
    /// What happens to characters that no text has.
    enum ControlCharacters {
        case refused
        case blanked
    }

    let name: String
    var controls = ControlCharacters.refused
    var firstLine = 1

    /// The text of `bytes`; throws where they are broken.
    func text(_ bytes: [UInt8]) throws(DocumentError) -> String {
        try clean(try validated(bytes))
    }

    /// The text of `bytes` as it is; throws where they are no UTF-8.
    func validated(_ bytes: [UInt8]) throws(DocumentError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw broken(bytes) }
        return text
    }

    /// `text` without what should not be in a text.
    func clean(_ text: String) throws(DocumentError) -> String {
        guard text.utf8.contains(where: Self.isSuspicious) else { return text }
        var scalars = String.UnicodeScalarView()
        var line = firstLine
        var lastWasReturn = false
        for scalar in text.unicodeScalars {
            defer { lastWasReturn = scalar == "\r" }
            switch scalar.value {
            case 0x0A where lastWasReturn: continue
            case 0x0A, 0x0C, 0x0D, 0x85, 0x2028, 0x2029:
                scalars.append("\n")
                line += 1
            case 0x09: scalars.append(scalar)
            case 0x00...0x1F, 0x7F...0x9F:
                guard controls == .blanked else { throw refused(scalar, line) }
                scalars.append(" ")
            case _ where Self.isInvisible(scalar): continue
            case 0x1161...0x11C2: Self.compose(scalar, onto: &scalars)
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// Bytes that may begin something that is not plain text; Korean and English text has none but these leads rarely.
    private static func isSuspicious(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x09: false
        case 0..<0x20, 0x7F, 0xC2, 0xE1, 0xE2, 0xEF, 0xF3: true
        default: false
        }
    }

    /// Marks that turn text around or hide letters: what a model reads and a person does not see.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF: true
        case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// Puts a vowel or a final consonant onto the syllable before it: file systems and old editors leave Hangul in parts.
    private static func compose(_ scalar: Unicode.Scalar, onto scalars: inout String.UnicodeScalarView) {
        guard let last = scalars.last else { return scalars.append(scalar) }
        let part = Int(scalar.value)
        let before = Int(last.value)
        var composed: Int?
        if (0x1161...0x1175).contains(part), (0x1100...0x1112).contains(before) {
            composed = 0xAC00 + ((before - 0x1100) * 21 + part - 0x1161) * 28
        } else if (0x11A8...0x11C2).contains(part), (0xAC00...0xD7A3).contains(before), (before - 0xAC00) % 28 == 0 {
            composed = before + part - 0x11A7
        }
        if let composed, let syllable = Unicode.Scalar(UInt32(composed)) {
            scalars.removeLast()
            scalars.append(syllable)
        } else {
            scalars.append(scalar)
        }
    }

    private func refused(_ scalar: Unicode.Scalar, _ line: Int) -> DocumentError {
        let code = String(scalar.value, radix: 16, uppercase: true)
        return DocumentError(
            .controlCharacter,
            name,
            line: line,
            "the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) does not belong "
                + "in a text; remove it, or leave the file out if it is not text"
        )
    }

    private func broken(_ bytes: [UInt8]) -> DocumentError {
        var line = firstLine
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { break }
            line += 1
        }
        return DocumentError(
            .brokenText,
            name,
            line: line,
            "the bytes are not UTF-8; save the file as UTF-8 (for CP949: iconv -f CP949 -t UTF-8)"
        )
    }
}
