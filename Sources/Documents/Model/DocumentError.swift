/// What is wrong with a document, where, and what to do about it.
package struct DocumentError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Bytes that are no UTF-8.
        package static let brokenText = Code(rawValue: "broken text")
        /// Characters that no text has, as in binary files.
        package static let controlCharacter = Code(rawValue: "control character")
        /// Beyond a limit of ``DocumentLimits``.
        package static let tooLarge = Code(rawValue: "too large")
        /// Elements inside elements beyond all reason.
        package static let nestedTooDeep = Code(rawValue: "nested too deep")
        /// Nothing is left once marks are taken away.
        package static let empty = Code(rawValue: "empty")
        /// Front matter or a field that cannot be read.
        package static let badField = Code(rawValue: "bad field")
        /// JSON that cannot be read.
        package static let badJSON = Code(rawValue: "bad JSON")
        /// A file name of no known format.
        package static let unknownFormat = Code(rawValue: "unknown format")
        /// An id that another document has.
        package static let idTaken = Code(rawValue: "id taken")
        /// A file or folder that cannot be read.
        package static let unreadable = Code(rawValue: "unreadable")
        /// Another process wrote the same document at the same time.
        package static let conflict = Code(rawValue: "conflict")
    }

    package let code: Code
    /// The file, as seen from the folder, or what else the document came from.
    package let name: String
    /// Line in the file, from 1; nil where it is about the whole.
    package let line: Int?
    /// What is wrong and what to do, for people.
    package let message: String

    /// An error; `message` says what is wrong and what to do.
    package init(_ code: Code, _ name: String, line: Int? = nil, _ message: String) {
        self.code = code
        self.name = name
        self.line = line
        self.message = message
    }

    package var description: String {
        let place = line.map { "\(name):\($0)" } ?? name
        return "\(place): \(message)"
    }
}
