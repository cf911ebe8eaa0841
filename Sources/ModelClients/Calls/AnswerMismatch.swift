/// An answer that is JSON but not what was asked for.
struct AnswerMismatch: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
