package import ServiceKit

/// Collects what is wrong with the fields of a request, so that all of it is said at once.
package struct FieldCheck {
    package private(set) var errors: [Problem.FieldError] = []

    package init() {}

    /// Notes `message` unless `isGood`.
    package mutating func require(_ isGood: Bool, _ field: String, _ message: String) {
        if !isGood { errors.append(Problem.FieldError(field: field, message: message)) }
    }

    /// The choice that `word` names; notes it when it names none.
    package mutating func choice<Word>(_ word: ChosenWord<Word>?, _ field: String) -> Word? {
        guard let word else { return nil }
        let choice = Word(rawValue: word.text)
        require(choice != nil, field, Word.advice)
        return choice
    }

    /// Checks the length, in Unicode scalars as JSON Schema counts, and that there is more than white space; in a text of one
    /// line also that it does not turn the direction of what stands beside it.
    package mutating func text(_ text: String, _ field: String, _ lengths: ClosedRange<Int>, allowsLines: Bool) {
        let scalars = text.unicodeScalars
        require(
            lengths.contains(scalars.count),
            field,
            "must have \(lengths.lowerBound) to \(lengths.upperBound) characters"
        )
        require(scalars.isEmpty || !scalars.allSatisfy(\.properties.isWhitespace), field, "must not be blank")
        let isPlain = scalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F || allowsLines && "\t\n\r".unicodeScalars.contains(scalar)
        }
        let isTurned = !allowsLines && scalars.contains(where: \.turnsText)
        require(isPlain && !isTurned, field, "must not hold control characters")
    }

    /// Throws 422 when anything was wrong.
    package func finish() throws(Problem) {
        guard !errors.isEmpty else { return }
        let detail =
            errors.count == 1 ? "\(errors[0].field): \(errors[0].message)" : "\(errors.count) fields are not right."
        throw .unprocessable(detail, errors: errors)
    }
}

extension Unicode.Scalar {
    /// Whether it changes the direction of the text around it, so that a name or a title can pass for another one.
    var turnsText: Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
