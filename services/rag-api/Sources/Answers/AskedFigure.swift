/// The figure a question asks for, and which sentences have one.
///
/// Expected answer types of question answering (Li and Roth, 2002), as far as riders ask for figures.
package enum AskedFigure: Sendable, CaseIterable {
    /// An amount of money.
    case price
    /// A telephone number.
    case phone
    /// An age.
    case age

    /// What `question` asks for; nil where it asks for no figure.
    package init?(_ question: String) {
        let text = question.lowercased()
        let words = " " + Wording.words(text).joined(separator: " ") + " "
        let asked = Self.allCases.first { figure in
            Wording.contains(text, any: figure.korean) || figure.english.contains { words.contains(" \($0) ") }
        }
        guard let asked else { return nil }
        self = asked
    }

    private var korean: [String] {
        switch self {
        case .price: ["얼마임", "얼마예요", "얼마에요", "얼마야", "얼마인", "얼마죠", "얼마지", "얼만", "얼마 내", "요금", "가격", "비용"]
        case .phone: ["전화번호", "고객센터 번호", "콜센터 번호", "몇 번으로 전화"]
        case .age: ["몇 살", "몇살", "나이 제한", "나이부터", "연령"]
        }
    }

    /// Whole words.
    private var english: [String] {
        switch self {
        case .price: ["how much", "price", "prices", "cost", "costs", "fare", "fares", "fee", "fees"]
        case .phone: ["phone number", "what number", "number to call"]
        case .age: ["how old", "age limit", "minimum age"]
        }
    }

    /// Whether `sentence` has such a figure.
    package func isIn(_ sentence: Substring) -> Bool {
        switch self {
        case .price: Self.hasDigits(sentence, before: ["원", "won"])
        case .phone: Self.hasTelephoneNumber(sentence)
        case .age: Self.hasDigits(sentence, before: ["세", "살", "years", "or older"]) || sentence.contains("under 1")
        }
    }

    /// Whether digits stand before one of `units`; thousands in words (`3만 원`) and blanks may stand between.
    private static func hasDigits(_ sentence: Substring, before units: [String]) -> Bool {
        var rest = sentence
        while let digit = rest.firstIndex(where: \.isNumber) {
            rest = rest[digit...].drop { $0.isNumber || $0 == "," }
            let next = rest.drop { $0 == " " || "천만백억".contains($0) }
            if units.contains(where: { next.hasPrefix($0) }) { return true }
        }
        return false
    }

    /// `1599-0120`, `02-120`, or one of the short numbers riders are told to call.
    private static func hasTelephoneNumber(_ sentence: Substring) -> Bool {
        sentence.split { !$0.isASCII || !($0.isNumber || $0 == "-") }.contains { number in
            let parts = number.split(separator: "-")
            if parts.count == 1 {
                return ["112", "119", "120"].contains(parts[0]) && stands(number, aloneIn: sentence)
            }
            // Not a date, nor a range of years.
            return parts.count == 2 && (2...4).contains(parts[0].count) && (3...4).contains(parts[1].count)
                && !parts.allSatisfy(isYear)
        }
    }

    private static func isYear(_ digits: Substring) -> Bool {
        digits.count == 4 && (digits.hasPrefix("19") || digits.hasPrefix("20"))
    }

    /// Whether `number` is neither a part of something longer (`1,120`, `lost112.go.kr`) nor a count of something.
    private static func stands(_ number: Substring, aloneIn sentence: Substring) -> Bool {
        if let before = sentence[..<number.startIndex].last, before.isASCII, !" (\"'".contains(before) { return false }
        var rest = sentence[number.endIndex...]
        if rest.first == " " { rest.removeFirst() }
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0 == "%") }.lowercased()
        return !countedInEnglish.contains(word) && !counted.contains { rest.hasPrefix($0) }
    }

    private static let counted = ["일", "년", "개", "분", "시간", "원", "만원", "만 원", "회", "명"]
    private static let countedInEnglish: Set<String> = [
        "m", "km", "%", "won", "day", "days", "minute", "minutes", "min", "hour", "hours", "times",
    ]
}
