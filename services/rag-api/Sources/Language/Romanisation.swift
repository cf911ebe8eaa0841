/// Hangul in Latin letters by the Revised Romanisation of 2000, with the sound changes between syllables that place names show.
package enum Romanisation {
    /// `text` in lower-case Latin letters, digits kept, everything else left out: `왕십리` becomes `wangsimni`.
    package static func latin(_ text: String) -> String {
        let scalars = Array(text.lowercased().unicodeScalars)
        var result = ""
        var lead: String?
        for (index, scalar) in scalars.enumerated() {
            guard let parts = Hangul.parts(of: scalar) else {
                lead = nil
                if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                    result.unicodeScalars.append(scalar)
                }
                continue
            }
            result += lead ?? leads[parts.lead]
            result += vowels[parts.vowel]
            let next = index + 1 < scalars.count ? Hangul.parts(of: scalars[index + 1])?.lead : nil
            let joint = joint(tail: parts.tail, next: next)
            result += joint.tail
            lead = joint.lead
        }
        return result
    }

    /// What a final consonant and the next syllable's leading one become together; a nil lead stays as it is.
    private static func joint(tail: Int, next: Int?) -> (tail: String, lead: String?) {
        guard let next else { return (finals[tail], nil) }
        if next == silent { return (carried[tail], "") }
        guard tail != 0 else { return ("", nil) }
        switch (finals[tail], next) {
        case ("k", nasalN), ("k", nasalM): return ("ng", nil)
        case ("k", liquid): return ("ng", "n")
        case ("t", nasalN), ("t", nasalM): return ("n", nil)
        case ("t", liquid): return ("n", "n")
        case ("p", nasalN), ("p", nasalM): return ("m", nil)
        case ("p", liquid): return ("m", "n")
        case ("m", liquid), ("ng", liquid): return (finals[tail], "n")
        case ("n", liquid), ("l", liquid), ("l", nasalN): return ("l", "l")
        default: return (finals[tail], nil)
        }
    }

    private static let silent = 11
    private static let nasalN = 2
    private static let nasalM = 6
    private static let liquid = 5

    private static let leads = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
    ]
    private static let vowels = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
        "eu", "ui", "i",
    ]
    private static let finals = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
        "ng", "t", "t", "k", "t", "p", "t",
    ]
    /// Finals before a syllable that begins with a vowel.
    private static let carried = [
        "", "g", "kk", "ks", "n", "nj", "n", "d", "r", "lg", "lm", "lb", "ls", "lt", "lp", "r", "m", "b", "ps", "s",
        "ss", "ng", "j", "ch", "k", "t", "p", "",
    ]
}
