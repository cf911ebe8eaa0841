/// Characters written as `&name;`, `&#8361;` or `&#x20A9;`.
enum HTMLEntity {
    /// The character at `start` of `bytes`, which is an ampersand, and the offset behind it; nil when it is no entity.
    static func decode(_ bytes: borrowing [UInt8], at start: Int, end: Int) -> (text: String, next: Int)? {
        var index = start + 1
        let limit = min(end, start + 33)
        while index < limit, bytes[index].isLetterOrDigit || bytes[index] == UInt8(ascii: "#") { index += 1 }
        guard index < limit, bytes[index] == UInt8(ascii: ";"), index > start + 1 else { return nil }
        let name = String(decoding: bytes[start + 1..<index], as: UTF8.self)
        guard let text = name.hasPrefix("#") ? numeric(name.dropFirst()) : named[name] else { return nil }
        return (text, index + 1)
    }

    /// A character that text may hold; control characters, surrogates and invisible marks become U+FFFD.
    private static func numeric(_ digits: Substring) -> String? {
        let isHex = digits.first == "x" || digits.first == "X"
        let number = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
        guard let number else { return nil }
        switch number {
        case 0x09, 0x0A, 0x0D, 0x20, 0xA0: return " "
        case 0..<0x20, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xE0000...0xE007F:
            return "\u{FFFD}"
        default: return Unicode.Scalar(number).map { String(Character($0)) } ?? "\u{FFFD}"
        }
    }

    /// The names that pages in Korean and English use.
    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "copy": "©", "reg": "®", "trade": "™",
        "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«",
        "raquo": "»", "bull": "•", "middot": "·", "times": "×", "divide": "÷", "plusmn": "±", "deg": "°", "frac12": "½",
        "frac14": "¼", "frac34": "¾", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "sect": "§", "para": "¶",
        "larr": "←", "uarr": "↑", "rarr": "→", "darr": "↓", "harr": "↔", "hearts": "♥", "ensp": " ", "emsp": " ",
        "thinsp": " ", "eacute": "é", "egrave": "è", "agrave": "à", "aacute": "á", "iacute": "í", "oacute": "ó",
        "uacute": "ú", "ntilde": "ñ", "ccedil": "ç", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö",
        "Uuml": "Ü", "szlig": "ß", "sup2": "²", "sup3": "³", "micro": "µ", "le": "≤", "ge": "≥", "ne": "≠",
        "infin": "∞", "shy": "", "zwj": "", "zwnj": "", "lrm": "", "rlm": "",
    ]
}
