/// Why the registry could not do what it was asked; failures of the store below stay ``ObjectStoreError``.
package struct RegistryError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// A name, file or text that the registry does not take.
        package static let invalid = Code(description: "invalid")
        /// No such version, or one that is not wholly published.
        package static let versionNotFound = Code(description: "versionNotFound")
        /// The version exists with another content.
        package static let versionExists = Code(description: "versionExists")
        /// A file of a version is missing, cut off or altered; the message names it.
        package static let broken = Code(description: "broken")
        /// `model_version.json` is not what the registry wrote; the message names the entry.
        package static let tampered = Code(description: "tampered")
        /// Somebody else changed the champion first; the message names the winner.
        package static let conflict = Code(description: "conflict")
        /// The version serves, or has served within the last days.
        package static let inUse = Code(description: "inUse")
        /// There is no earlier champion to go back to.
        package static let nothingToRollBackTo = Code(description: "nothingToRollBackTo")
        /// The history has no place for another entry.
        package static let historyFull = Code(description: "historyFull")
    }

    package let code: Code
    /// One line for the log and for whoever asked.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }
}
