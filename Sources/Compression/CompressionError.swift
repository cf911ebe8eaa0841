/// Why bytes could not be compressed, decompressed or read.
package struct CompressionError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The bytes are not what they claim to be.
        package static let corrupt = Code(rawValue: "corrupt")
        /// The input ends in the middle of a member or frame.
        package static let truncated = Code(rawValue: "truncated")
        /// The output, or one line of it, would exceed the caller's limit.
        package static let tooLarge = Code(rawValue: "too large")
        /// The library refused to start: a wrong level or no memory.
        package static let unavailable = Code(rawValue: "unavailable")
        /// The file could not be opened or read.
        package static let unreadable = Code(rawValue: "unreadable")
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String {
        "\(code.rawValue): \(message)"
    }
}
