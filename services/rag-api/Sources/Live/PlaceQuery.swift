/// A place phrase taken apart: the name, and the number of a station or of an exit.
struct PlaceQuery: Sendable, Equatable {
    /// As asked, for answers.
    let phrase: String
    /// Folded name without the exit, nicknames replaced; empty where only a number was given.
    var name: String
    /// Subway exit.
    var exit: Int?
    /// A number on the station's sign, `1234번`.
    var number: String?
    /// An id, `ST-4`.
    var stationID: String?

    init(_ phrase: String) {
        self.phrase = phrase
        var rest: [String] = []
        let words = Self.separated(phrase)
        var index = 0
        while index < words.count {
            let word = words[index]
            let next = index + 1 < words.count ? words[index + 1] : ""
            if word.hasPrefix("st-"), Int(word.dropFirst(3)) != nil {
                stationID = word.uppercased()
            } else if word == "exit", let value = Int(next) {
                exit = value
                index += 1
            } else if let value = Int(word), next.hasPrefix("번출구") || next.hasPrefix("번출입구") || next == "exit" {
                exit = value
                index += 1
            } else if Int(word) != nil, word.count >= 3, next.hasPrefix("번") || words.count == 1 || next == "station" {
                number = word
                index += 1
            } else if Int(word) != nil, words[..<index].last == "station" || words[..<index].last == "number" {
                number = word
            } else if word == "station", !rest.isEmpty, Hangul.contains(rest.joined()) {
                rest.append("역")
            } else if word != "번" {
                rest.append(word)
            }
            index += 1
        }
        if number != nil { rest.removeAll { ["station", "number", "no"].contains($0) } }
        name = PlaceNicknames.formal(Wording.folded(rest.joined()))
    }

    /// Words, with numbers set apart and `번 출구` written as one word.
    private static func separated(_ phrase: String) -> [String] {
        let joined = phrase.lowercased().replacing("번 출구", with: "번출구").replacing("번 출입구", with: "번출입구")
        var words: [String] = []
        for word in Wording.words(joined) {
            if word.hasPrefix("st-") {
                words.append(word)
                continue
            }
            var current = ""
            for character in word where character != "-" {
                if let last = current.last, last.isNumber != character.isNumber {
                    words.append(current)
                    current = ""
                }
                current.append(character)
            }
            if !current.isEmpty { words.append(current) }
        }
        return words
    }
}
