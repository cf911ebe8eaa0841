import Foundation

/// Makes texts that read the same the same: Unicode NFKC, lower case, without characters of no width.
package enum TextNormaliser {
    /// Appends the normalised characters of `text` to `scalars`.
    static func append(_ text: String, to scalars: inout [UInt32]) {
        let start = scalars.count
        for scalar in text.unicodeScalars {
            guard isStable(scalar.value) else {
                scalars.removeSubrange(start...)
                return appendFully(text, to: &scalars)
            }
            let isUpper = scalar.value &- 0x41 < 26
            scalars.append(isUpper ? scalar.value | 0x20 : scalar.value)
        }
    }

    /// The normalised characters of `text`.
    static func scalars(of text: String) -> [UInt32] {
        var scalars: [UInt32] = []
        scalars.reserveCapacity(text.utf8.count / 2)
        append(text, to: &scalars)
        return scalars
    }

    /// The normalised text.
    package static func text(of text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in scalars(of: text) {
            if let scalar = Unicode.Scalar(scalar) { result.append(scalar) }
        }
        return String(result)
    }

    /// Whether normalising changes nothing about a character but the case of ASCII. Signs that would become other signs count
    /// as stable: no word contains them.
    @inline(__always)
    private static func isStable(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return true }
        if scalar >= 0xAC00, scalar <= 0xD7A3 { return true }
        switch scalar {
        case 0x4E00...0x9FFF, 0x2010...0x2015, 0x2018...0x2027, 0x3001...0x3020, 0xB7, 0xAB, 0xBB: return true
        default: return false
        }
    }

    @inline(never)
    private static func appendFully(_ text: String, to scalars: inout [UInt32]) {
        for scalar in text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
        where !isInvisible(scalar.value) {
            scalars.append(scalar.value)
        }
    }

    private static func isInvisible(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFEFF, 0xFE00...0xFE0F: true
        default: false
        }
    }
}
