/// The figure a question asks for, and which sentences have one.
///
/// Expected answer types of question answering (Li and Roth, 2002), as far as riders ask for figures.
enum AskedFigure: Sendable, CaseIterable {
    /// An amount of money.
    case price
    /// A telephone number.
    case phone
    /// An age.
    case age

    /// What `question` asks for; nil where it asks for no figure.
    init?(_ question: String) {
        let text = question.lowercased()
        guard let asked = Self.allCases.first(where: { Wording.contains(text, any: $0.askingWords) }) else {
            return nil
        }
        self = asked
    }

    private var askingWords: [String] {
        switch self {
        case .price:
            [
                "얼마임", "얼마예요", "얼마에요", "얼마야", "얼마인", "얼마죠", "얼마지", "얼만", "얼마를", "얼마 내", "얼마나 내", "얼마나 들", "요금", "가격",
                "비용",
                "값이", "how much", "price", "cost", "fare", "fee",
            ]
        case .phone: ["전화번호", "몇 번으로", "번호가 뭐", "번호 알려", "phone number", "what number", "call"]
        case .age: ["몇 살", "몇살", "나이", "연령", "how old", "age limit", "minimum age"]
        }
    }

    /// Whether `sentence` has such a figure.
    func isIn(_ sentence: Substring) -> Bool {
        switch self {
        case .price: Self.hasDigits(sentence, before: ["원", "won"])
        case .phone: Self.hasDigits(sentence, before: ["-"])
        case .age: Self.hasDigits(sentence, before: ["세", "살", "years", "or older"])
        }
    }

    /// Whether digits stand before one of `units`, with a blank at most between them.
    private static func hasDigits(_ sentence: Substring, before units: [String]) -> Bool {
        var rest = sentence
        while let digit = rest.firstIndex(where: \.isNumber) {
            rest = rest[digit...].drop { $0.isNumber || $0 == "," }
            let next = rest.first == " " ? rest.dropFirst() : rest
            if units.contains(where: { next.hasPrefix($0) }) { return true }
        }
        return false
    }
}
