package import ServiceKit

/// One word of a closed list, in a body or a parameter; any other is refused with the list.
package protocol Choice: RawRepresentable<String>, CaseIterable, Decodable {}

extension Choice {
    /// Throws 400 for a word that is not in the list.
    package init(_ text: String, field: String) throws(Problem) {
        guard let choice = Self(rawValue: text) else {
            throw .invalid(field, "must be one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = choice
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(text, field: decoder.codingPath.last?.stringValue ?? "body")
    }
}
