/// A document, file or post that could not be taken, and why.
package struct DocumentFailure: Sendable {
    /// The file, line or id it is about.
    package var name: String
    package var error: any Error

    /// A failure.
    package init(_ name: String, _ error: any Error) {
        self.name = name
        self.error = error
    }
}
