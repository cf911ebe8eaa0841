import ServiceKit

/// Collects what is wrong with a request, so that its sender learns everything at once.
struct FieldProblems {
    private(set) var errors: [Problem.FieldError] = []

    mutating func add(_ field: String, _ message: String) {
        errors.append(Problem.FieldError(field: field, message: message))
    }

    /// Throws a 400 that lists all of it, if there is any.
    func check(_ what: String) throws(Problem) {
        guard !errors.isEmpty else { return }
        throw .badRequest("The \(what) has fields that cannot be used.", errors: errors)
    }

    /// Adds what is wrong with a question: nothing in it, too long, control characters.
    mutating func checkQuestion(_ text: String, field: String) {
        if text.allSatisfy(\.isWhitespace) {
            add(field, "must not be empty")
        } else if text.unicodeScalars.count > Self.questionLimit {
            add(field, "must have at most \(Self.questionLimit) characters")
        } else if text.unicodeScalars.contains(where: Self.isControl) {
            add(field, "must not contain control characters")
        }
    }

    static let questionLimit = 2000

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F..<0xA0: true
        default: false
        }
    }
}
