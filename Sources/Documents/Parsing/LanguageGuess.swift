/// Tells Korean from English by the letters.
enum LanguageGuess {
    /// `ko` where one letter in five is Hangul, else `en`. Korean texts name apps, stations and cards in Latin letters.
    static func language(of document: Document) -> String {
        var hangul = 0
        var latin = 0
        let texts = [document.fields.title] + document.sections.prefix(50).flatMap { $0.blocks.prefix(20).map(\.text) }
        for scalar in texts.lazy.flatMap({ $0.unicodeScalars.prefix(1_000) }) {
            switch scalar.value {
            case 0xAC00...0xD7A3, 0x3131...0x318E: hangul += 1
            case 0x41...0x5A, 0x61...0x7A: latin += 1
            default: break
            }
        }
        return hangul * 4 >= latin && hangul > 0 ? "ko" : "en"
    }
}
