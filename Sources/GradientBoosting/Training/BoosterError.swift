/// A booster library is missing, or refused what it was given.
package struct BoosterError: Error, Hashable, CustomStringConvertible {
    /// What failed, with the library's own words; for the log.
    package let message: String

    /// Creates an error; `message` is for the log.
    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
