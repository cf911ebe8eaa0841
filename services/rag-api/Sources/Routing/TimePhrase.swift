/// A moment ahead, as a rider says it.
package enum TimePhrase: Sendable, Equatable {
    /// `10분 뒤`, `in half an hour`.
    case minutes(Int)
    /// `오후 6시 30분에`, `at 6 pm`: minutes since midnight.
    case clock(Int)
    /// `이따가`, `later`.
    case soon

    /// Minutes from `minuteOfDay`, the time of day now.
    package func minutesAhead(minuteOfDay: Int) -> Int {
        switch self {
        case .minutes(let minutes): minutes
        case .soon: 10
        case .clock(let minute): (minute - minuteOfDay + 1440) % 1440
        }
    }

    /// The first moment ahead that `text` names; durations without `뒤` and the like (`30분 이용권`) are none.
    package init?(in text: String) {
        let words = Self.tokens(text)
        if let time = Self.koreanDuration(words) ?? Self.englishDuration(words) ?? Self.clockTime(words) {
            self = time
            return
        }
        let lowered = text.lowercased()
        guard Wording.contains(lowered, any: Self.vague) || words.contains(where: Self.vagueWords.contains) else {
            return nil
        }
        self = .soon
    }

    /// The moment a question about stations means, in which any duration of up to two hours is one (`10분 지나면`, `takes 20
    /// mins`), unless it is over (`5분 전`), or says how long something lasts (`1시간권`).
    package init?(inStationQuestion text: String) {
        if Wording.contains(text.lowercased(), any: Self.otherDays) {
            self = .minutes(1440)
            return
        }
        let words = Self.tokens(text)
        let strict = TimePhrase(in: text)
        if let strict, strict != .soon {
            self = strict
        } else if let lax = Self.koreanDuration(words, isMeant: { !Self.isLength($0) })
            ?? Self.englishDuration(words, isMeant: { !["ago", "before", "since", "pass", "ticket"].contains($0) }),
            case .minutes(let minutes) = lax, minutes <= 120
        {
            self = lax
        } else if let strict {
            self = strict
        } else {
            return nil
        }
    }

    /// Whether what stands behind a duration makes it one that is over or a length.
    private static func isLength(_ word: String) -> Bool {
        ["전", "째", "동안", "마다", "짜리", "권", "이용권", "운영", "넘게", "만에", "이나", "기다"].contains { word.hasPrefix($0) }
    }

    /// Days that no forecast reaches.
    private static let otherDays = ["내일", "모레", "다음 주", "다음주", "tomorrow", "next week"]

    private static let vague = [
        "이따", "잠시 후", "잠시후", "퇴근할 때", "퇴근길", "조금 뒤", "조금뒤", "조금 있다", "조금있다", "좀 있다", "좀있다", "나중에", "in a bit",
    ]
    private static let vagueWords: Set<String> = ["later", "soon", "곧", "금방"]

    /// Numbers, runs of Hangul and runs of Latin letters, each by itself: `10분뒤에` becomes `10`, `분뒤에`.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var kind = 0
        for character in text.lowercased() {
            let next = character.isNumber ? 1 : character.isASCII && character.isLetter ? 2 : character.isLetter ? 3 : 0
            if next == 0 {
                if character == ":" { tokens.append(":") }
            } else if next == kind {
                tokens[tokens.count - 1].append(character)
            } else {
                tokens.append(String(character))
            }
            kind = next
        }
        return tokens
    }

    /// `isMeant` is asked about what stands behind the duration.
    private static func koreanDuration(
        _ words: [String],
        isMeant: (String) -> Bool = isAhead
    ) -> TimePhrase? {
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            let afterNext = index + 2 < words.count ? words[index + 2] : ""
            if let number = Int(word) ?? koreanNumbers[word], number <= 1440 {
                // One to three 분 are people.
                if !next.hasPrefix("시간"), ["한", "두", "세"].contains(word) { continue }
                for (unit, minutes) in [("시간반", 90), ("시간", 60), ("분", 1)] where next.hasPrefix(unit) {
                    var rest = String(next.dropFirst(unit.count))
                    var behind = afterNext
                    let hasHalf = minutes == 60 && rest.isEmpty && afterNext.hasPrefix("반")
                    if hasHalf {
                        rest = String(afterNext.dropFirst())
                        behind = index + 3 < words.count ? words[index + 3] : ""
                    }
                    let isWhole = rest.isEmpty ? isMeant(behind) : isMeant(rest) || isMeant("\(rest) \(behind)")
                    guard isWhole else { continue }
                    return .minutes(minutes == 90 || hasHalf ? number * 60 + 30 : number * minutes)
                }
            }
            if word == "반", next.hasPrefix("시간") {
                let rest = String(next.dropFirst(2))
                if isMeant(rest.isEmpty ? afterNext : rest) { return .minutes(30) }
            }
            for (name, minutes) in spoken {
                guard let range = word.firstRange(of: name) else { continue }
                let rest = String(word[range.upperBound...])
                if isMeant(rest.isEmpty ? next : rest) { return .minutes(minutes) }
            }
        }
        return nil
    }

    private static func isAhead(_ word: String) -> Bool {
        [
            "뒤", "후", "있다", "잇다", "이따", "있으면", "이면 도착", "이면도착", "인데", "걸리", "걸려", "거리", "안에", "내로", "쯤뒤", "쯤 뒤", "쯤후",
            "정도뒤", "정도후", "지나서",
        ]
        .contains { word.hasPrefix($0) }
            || word == "쯤" || word == "정도"
    }

    private static let koreanNumbers = [
        "한": 1, "두": 2, "세": 3, "오": 5, "십": 10, "십오": 15, "이십": 20, "삼십": 30, "사십": 40, "오십": 50, "육십": 60,
    ]
    private static let spoken = [
        ("한시간반", 90), ("한시간", 60), ("두시간", 120), ("반시간", 30), ("십오분", 15), ("이십분", 20), ("삼십분", 30), ("사십분", 40),
        ("오십분", 50), ("육십분", 60), ("십분", 10), ("오분", 5), ("시간반", 90),
    ]

    /// `isMeant` is asked about the word behind a duration that no word before it puts ahead.
    private static func englishDuration(
        _ words: [String],
        isMeant: (String) -> Bool = { _ in false }
    ) -> TimePhrase? {
        for (index, word) in words.enumerated() where englishUnits[word] != nil {
            guard let unit = englishUnits[word], index > 0 else { continue }
            let before = index > 1 ? words[index - 2] : ""
            let after = words[(index + 1)...].prefix(2).joined(separator: " ")
            let isAhead =
                ["in", "within", "after"].contains(before) || after.hasPrefix("from now") || after.hasPrefix("later")
                || (before == "half" && words[..<(index - 1)].contains("in"))
                || (!["last", "past", "for", "every", "waited", "waiting"].contains(before)
                    && isMeant(index + 1 < words.count ? words[index + 1] : ""))
            guard isAhead else { continue }
            if before == "half", words[index - 1] == "an" { return .minutes(30) }
            if let number = Int(words[index - 1]) ?? englishNumbers[words[index - 1]], number * unit <= 1440 {
                return .minutes(number * unit)
            }
        }
        return nil
    }

    private static let englishUnits = [
        "minutes": 1, "minute": 1, "mins": 1, "min": 1, "hour": 60, "hours": 60, "hr": 60, "hrs": 60,
    ]
    private static let englishNumbers = [
        "a": 1, "an": 1, "one": 1, "two": 2, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30,
        "forty": 40, "fifty": 50, "sixty": 60,
    ]

    /// `6시`, `오후 6시 30분`, `6 pm`. An hour up to 7 without more is taken for the afternoon's.
    private static func clockTime(_ words: [String]) -> TimePhrase? {
        for (index, word) in words.enumerated() {
            guard let hour = Int(word), (0...24).contains(hour), index + 1 < words.count else { continue }
            let next = words[index + 1]
            let before = index > 0 ? words[index - 1] : ""
            if next.hasPrefix("시"), !next.hasPrefix("시간") {
                let isHalf =
                    next.contains("반")
                    || (index + 2 < words.count && ["반", "반에", "반쯤", "반까지"].contains(words[index + 2]))
                let minutes =
                    index + 2 < words.count && index + 3 < words.count && words[index + 3].hasPrefix("분")
                    ? Int(words[index + 2]) ?? 0 : isHalf ? 30 : 0
                let isMorning = before.hasSuffix("오전") || before.hasSuffix("아침") || before.hasSuffix("새벽")
                let isLate = before.hasSuffix("오후") || before.hasSuffix("저녁") || before.hasSuffix("밤")
                let shifted = hour < 12 && (isLate || (!isMorning && hour <= 7)) ? hour + 12 : hour
                return .clock((shifted % 24) * 60 + min(59, minutes))
            }
            if next == "pm" || next == "am" {
                return .clock((hour % 12 + (next == "pm" ? 12 : 0)) * 60)
            }
        }
        return nil
    }
}
