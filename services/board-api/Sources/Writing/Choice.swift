package import ServiceKit

/// One word of a closed list, in a body or a parameter; any other is refused with the list.
package protocol Choice: RawRepresentable<String>, CaseIterable, Sendable {}

extension Choice {
    /// What is said of a word that is not in the list.
    static var advice: String { "must be one of \(allCases.map(\.rawValue).joined(separator: ", "))" }

    /// Throws 400 for a word that is not in the list.
    package init(_ text: String, field: String) throws(Problem) {
        guard let choice = Self(rawValue: text) else { throw .invalid(field, Self.advice) }
        self = choice
    }
}

/// A word in a body before it is known to be in the list, so that it is refused together with what else is wrong.
package struct ChosenWord<Word: Choice>: Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// Nil without a text.
    init?(_ text: String?) {
        guard let text else { return nil }
        self.init(text)
    }
}
