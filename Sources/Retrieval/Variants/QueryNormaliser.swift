/// Writes the numbers and places of a question the way texts write them: 두 시간 → 2시간, 만 원 → 10000원, 망원역 근처 → 망원역 망원.
enum QueryNormaliser {
    /// The phrases of `words` that have another usual form, in that form.
    static func phrases(of words: QueryWords) -> [String] {
        amounts(words) + places(words)
    }

    // MARK: Numbers

    private static let units = [
        "시간", "분", "원", "대", "번", "일", "년", "살", "세", "명", "킬로미터", "킬로", "개월", "달", "주일", "주", "회", "미터", "개", "장",
    ]
    private static let nativeNumbers: [String: Int] = [
        "한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8,
        "아홉": 9, "열": 10, "열한": 11, "열두": 12, "열세": 13, "열네": 14, "열다섯": 15, "열여섯": 16, "열일곱": 17, "열여덟": 18,
        "열아홉": 19, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50,
    ]
    private static let digits: [Character: Int] = [
        "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9,
    ]
    private static let numberBeginnings = Set(
        nativeNumbers.keys.compactMap(\.first) + digits.keys + powers.keys + ["만"]
    )
    private static let powers: [Character: Int] = ["십": 10, "백": 100, "천": 1_000]

    /// The number a word says, in either of the two Korean series.
    static func number(_ word: some StringProtocol) -> Int? {
        nativeNumbers[String(word)] ?? sinoKoreanNumber(word)
    }

    private static func sinoKoreanNumber(_ word: some StringProtocol) -> Int? {
        var (total, section, digit) = (0, 0, 0)
        guard !word.isEmpty, word.count <= 10 else { return nil }
        for character in word {
            if let value = digits[character] {
                guard digit == 0 else { return nil }
                digit = value
            } else if let power = powers[character] {
                section += max(digit, 1) * power
                digit = 0
            } else if character == "만" {
                total += max(section + digit, 1) * 10_000
                (section, digit) = (0, 0)
            } else {
                return nil
            }
        }
        return total + section + digit
    }

    private static func amounts(_ words: QueryWords) -> [String] {
        var phrases: [String] = []
        for (index, word) in words.words.enumerated() where word.isSyllables {
            let text = words.text(word.range)
            if let phrase = joined(text) {
                phrases.append(phrase)
            } else if index > 0, let number = number(words, at: index - 1, before: word),
                let unit = units.first(where: { text.hasPrefix($0) })
            {
                phrases.append("\(number)\(unit)")
            }
        }
        return phrases
    }

    /// The number that the word at `index` is, where the next one does not already stand behind it without a blank.
    private static func number(_ words: QueryWords, at index: Int, before next: QueryWords.Word) -> Int? {
        let word = words.words[index]
        if word.isSyllables { return word.range.count <= 10 ? number(words.text(word.range)) : nil }
        return next.isAttached ? nil : Int(words.text(word.range))
    }

    /// A number and its unit in one word, like 두시간이 or 만원.
    private static func joined(_ word: String) -> String? {
        guard let first = word.first, numberBeginnings.contains(first), number(word) == nil else { return nil }
        for unit in units {
            guard let range = word.firstRange(of: unit), range.lowerBound > word.startIndex else { continue }
            if let number = number(word[..<range.lowerBound]) { return "\(number)\(unit)" }
        }
        return nil
    }

    // MARK: Places

    private static let placeEndings = ["정류소", "대여소", "보관소", "거치대", "역", "동", "구"]

    /// Names of places without what sort of place they are.
    private static func places(_ words: QueryWords) -> [String] {
        words.words.filter(\.isSyllables).compactMap { word in
            let length = KoreanSuffixes.standard.stemLength(words.scalars.span, word.range)
            let name = words.text(word.range.lowerBound..<word.range.lowerBound + length)
            for ending in placeEndings where name.hasSuffix(ending) && name.count >= ending.count + 2 {
                return String(name.dropLast(ending.count))
            }
            return nil
        }
    }
}

extension String {
    /// Where `other` first stands in the text.
    fileprivate func firstRange(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}
