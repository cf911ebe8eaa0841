package import ServiceKit

/// Collects what is wrong with the fields of a request, so that all of it is said at once.
package struct FieldCheck {
    package private(set) var errors: [Problem.FieldError] = []

    package init() {}

    /// Notes `message` unless `isGood`.
    package mutating func require(_ isGood: Bool, _ field: String, _ message: String) {
        if !isGood { errors.append(Problem.FieldError(field: field, message: message)) }
    }

    /// Checks the length, in Unicode scalars as JSON Schema counts, and that there is more than white space.
    package mutating func text(_ text: String, _ field: String, _ lengths: ClosedRange<Int>, allowsLines: Bool) {
        let scalars = text.unicodeScalars
        require(
            lengths.contains(scalars.count),
            field,
            "must have \(lengths.lowerBound) to \(lengths.upperBound) characters"
        )
        require(!scalars.allSatisfy(\.properties.isWhitespace), field, "must not be blank")
        let isPlain = scalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F || allowsLines && "\t\n\r".unicodeScalars.contains(scalar)
        }
        require(isPlain, field, "must not hold control characters")
    }

    /// Throws 422 when anything was wrong.
    package func finish() throws(Problem) {
        guard !errors.isEmpty else { return }
        throw .unprocessable(
            "\(errors.count == 1 ? "A field is" : "\(errors.count) fields are") not right.",
            errors: errors
        )
    }
}
