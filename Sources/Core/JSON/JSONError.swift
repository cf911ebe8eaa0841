/// Bytes that are not the JSON that was expected.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What was wrong, as a constant phrase.
    package let reason: String
    /// Offset in bytes where it was noticed.
    package let offset: Int

    package init(_ reason: String, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(reason) at byte \(offset)" }
}
