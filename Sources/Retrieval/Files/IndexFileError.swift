/// A saved index that cannot be used.
package struct IndexFileError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, as a constant phrase.
    package let reason: String
    /// Byte at which it was noticed.
    package let offset: Int

    init(_ reason: String, at offset: Int = 0) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(reason) at byte \(offset)" }
}
