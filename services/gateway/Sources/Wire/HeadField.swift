/// One field of a head, as places in the head's bytes.
package struct HeadField: Sendable {
    package let known: KnownField
    /// The name, from the line's first byte.
    package let nameStart: Int
    package let nameEnd: Int
    /// The value without blanks around it.
    package let valueStart: Int
    package let valueEnd: Int
    /// Behind the line's CRLF.
    package let end: Int
}

/// Why bytes are no head that every reader would understand alike.
package enum HeadError: Error, Hashable, Sendable {
    /// Of the first line or of a field; the text says which rule was broken.
    case malformed(String)
    /// More bytes or fields than allowed.
    case tooLarge
    /// Neither HTTP/1.1 nor HTTP/1.0.
    case version
}

/// The bounds of a head.
package struct HeadLimits: Hashable, Sendable {
    package var bytes: Int
    package var fields: Int
    /// Bytes of a request's target.
    package var targetBytes: Int

    package init(bytes: Int = 32 * 1024, fields: Int = 100, targetBytes: Int = 8192) {
        self.bytes = bytes
        self.fields = fields
        self.targetBytes = targetBytes
    }
}
