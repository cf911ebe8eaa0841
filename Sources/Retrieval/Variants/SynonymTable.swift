/// Which words stand for which others: a question that uses the first is searched with the second as well.
package struct SynonymTable: Sendable {
    /// Expressions that trigger a rule, and what it adds.
    private struct Rule {
        var triggers: [[UInt32]]
        var additions: [String]
    }

    private let rules: [Rule]

    /// Reads rules, one a line: `돈 돌려받, 환급 = 환불, refund`; each expression on the left adds all on the right. With `~` in
    /// the place of `=` each expression adds all others of the line. Blanks inside expressions do not matter.
    package init(_ text: String) {
        rules = text.split(whereSeparator: \.isNewline).compactMap { line in
            func expressions(_ part: Substring) -> [String] {
                part.split(separator: ",").map { String($0).trimmingBlanks() }.filter { !$0.isEmpty }
            }
            if let sign = line.firstIndex(of: "=") {
                let triggers = expressions(line[..<sign]).map(Self.key)
                return Rule(triggers: triggers, additions: expressions(line[line.index(after: sign)...]))
            }
            let all = line.split(separator: "~").flatMap(expressions)
            return all.count > 1 ? Rule(triggers: all.map(Self.key), additions: all) : nil
        }
    }

    /// An expression of a question with what stands for it.
    struct Match {
        /// The words of the question it is in.
        var words: Range<Int>
        var additions: [String]
    }

    /// The rules that a question triggers.
    func matches(in words: QueryWords) -> [Match] {
        let text = GluedText(words)
        return rules.compactMap { rule in
            for trigger in rule.triggers {
                if let found = text.words(of: trigger) { return Match(words: found, additions: rule.additions) }
            }
            return nil
        }
    }

    /// What the rules add to a question, each expression once, without those it uses itself.
    func additions(to words: QueryWords) -> [String] {
        let text = GluedText(words)
        var additions: [String] = []
        for match in matches(in: words) {
            for addition in match.additions where !additions.contains(addition) {
                if text.words(of: Self.key(addition)) == nil { additions.append(addition) }
            }
        }
        return additions
    }

    /// What the rules add to a question.
    package func additions(to question: String) -> [String] {
        additions(to: QueryWords(question))
    }

    private static func key(_ expression: String) -> [UInt32] {
        GluedText(QueryWords(expression)).scalars
    }
}

/// A text without the blanks between its Korean words; words of other scripts keep one on either side.
private struct GluedText {
    private(set) var scalars: [UInt32] = []
    /// For each character the number of its word.
    private var wordNumbers: [Int] = []
    /// Whether a Korean word begins at a character.
    private var isStart: [Bool] = []

    init(_ words: QueryWords) {
        for (number, word) in words.words.enumerated() {
            if !word.isSyllables, !scalars.isEmpty, scalars.last != 0x20 { append(0x20, number, false) }
            for index in word.range {
                append(words.scalars[index], number, word.isSyllables && index == word.range.lowerBound)
            }
            if !word.isSyllables { append(0x20, number, false) }
        }
    }

    private mutating func append(_ scalar: UInt32, _ word: Int, _ start: Bool) {
        scalars.append(scalar)
        wordNumbers.append(word)
        isStart.append(start)
    }

    /// The words in which `expression` first stands: one of another script or of a single syllable only where a word begins.
    func words(of expression: [UInt32]) -> Range<Int>? {
        guard let first = expression.first, expression.count <= scalars.count else { return nil }
        let text = scalars.span
        var start = 0
        while start + expression.count <= text.count {
            if text[start] == first, isAllowed(expression, at: start), matches(expression, at: start) {
                return wordNumbers[start]..<wordNumbers[start + expression.count - 1] + 1
            }
            start += 1
        }
        return nil
    }

    private func matches(_ expression: [UInt32], at start: Int) -> Bool {
        for index in expression.indices where scalars[start + index] != expression[index] { return false }
        return true
    }

    private func isAllowed(_ expression: [UInt32], at start: Int) -> Bool {
        if expression.count == 1 { return isStart[start] }
        guard expression[0] < 0x80 else { return true }
        return start == 0 || scalars[start - 1] == 0x20 || scalars[start - 1] >= 0x80
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate func trimmingBlanks() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
